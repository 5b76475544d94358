/* Masks as runs: stretches of set pixels, row by row, joined to connected pieces. */

#ifndef IMGRULES_RUNS_H
#define IMGRULES_RUNS_H

#include "bits.h"

typedef struct {
    int32_t row, start, stop, label;
} Run;

typedef struct {
    Run *runs;
    Py_ssize_t count, room;
    int32_t labels; /* in use, 0 included, once they are joined */
} Runs;

/* What a piece covers; `area` 0 for a label without runs. */
typedef struct {
    int32_t area, left, top, right, bottom; /* right and bottom are beyond it */
} Extent;

/* One extent a label, all zero before. */
void runs_measure(const Runs *runs, Extent *extents);

/* All return 0, or -1 without memory. Labels are each run's own number until joined. */
int runs_of(const Bits *bits, Runs *runs);
void runs_free(Runs *runs);

/* Join runs that touch, by corners too where `diagonal`, and number the pieces as OpenCV does: by
 * the first block of two by two pixels that holds any of the piece, blocks taken row by row. */
int runs_join(Runs *runs, Py_ssize_t rows, int diagonal);

/* Close `walls` by the window of `bits_grow` and set in `out`, all 0 before, what the frame reaches;
 * pixels that meet at a corner only are no way through. 0, or -1 without memory. */
int runs_reach(const Bits *walls, const uint8_t *widths, Py_ssize_t height, Bits *out);

#endif
