#include "textflag.h"

// func stackUsed() uintptr
// The goroutine's g begins with its stack, {lo, hi uintptr}.
TEXT ·stackUsed(SB),NOSPLIT,$0-8
	MOVQ	(TLS), AX
	MOVQ	8(AX), BX
	SUBQ	SP, BX
	MOVQ	BX, ret+0(FP)
	RET
