package widget

import "github.com/gokino/gokino/live/option"

// Audio is sound with the browser's controls. Each page has its own position and
// loudness; [Audio.Play] and [Audio.Pause] are for all. As Kino.Audio.
type Audio struct{ player }

// NewAudio makes a player of data, a whole file: WAV, MP3, Ogg, FLAC, whatever the
// browsers know. Data travels as it is, to each page that shows it. It panics when
// the type is neither given nor known by the first bytes.
func NewAudio(data []byte, opts ...MediaOptions) *Audio {
	return &Audio{newPlayer("audio", data, option.Of(opts))}
}
