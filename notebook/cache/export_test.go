package cache

import "time"

// Evict makes the cache as small as size bytes.
func (c *Cache) Evict(size int64) int64 { return c.evict(time.Now(), size) }
