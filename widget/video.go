package widget

import "github.com/gokino/gokino/live/option"

// Video is a film with the browser's controls. Each page has its own position and
// loudness; [Video.Play] and [Video.Pause] are for all. As Kino.Video, with play
// and pause.
type Video struct{ player }

// NewVideo makes a player of data, a whole file: MP4, WebM, Ogg, whatever the
// browsers know. Data travels as it is, to each page that shows it. It panics when
// the type is neither given nor known by the first bytes.
func NewVideo(data []byte, opts ...MediaOptions) *Video {
	return &Video{newPlayer("video", data, option.Of(opts))}
}
