// Package database is for tests only: tables of rows that a real database has. It is
// a module of its own, so that gokino needs no driver.
package database
