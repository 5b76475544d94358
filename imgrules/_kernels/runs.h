/* Masks as runs: stretches of set pixels, row by row, and strips: those of two rows at once. */

#ifndef IMGRULES_RUNS_H
#define IMGRULES_RUNS_H

#include "bits.h"

/* A strip is a stretch of columns with a pixel in one of two rows or in both, the first of which is
 * `row`, an even number: pixels of one strip are connected, by corners too. */
typedef struct {
    int32_t row, start, stop, label;
} Run;

typedef struct {
    Run *runs;
    Py_ssize_t count, room;
    Py_ssize_t *first; /* of each row, or of each two rows, and the end */
    int32_t labels;    /* in use, 0 included */
} Runs;

/* What a piece covers. */
typedef struct {
    int32_t area, left, top, right, bottom; /* right and bottom are beyond it */
} Extent;

/* All return 0, or -1 without memory. */

/* Find strips and join those that touch, by corners too. Pieces are numbered as OpenCV does: by the
 * first block of two by two pixels that holds any of the piece, blocks taken row by row. */
int strips_of(const Bits *bits, Runs *strips);

/* Find runs, each with the label of the strip it belongs to, 0 where there is none. */
int runs_of(const Bits *bits, const Runs *strips, Runs *runs);
void runs_free(Runs *runs);

/* Fill one extent a label. */
void strips_measure(const Bits *bits, const Runs *strips, Extent *extents);

/* Find `first` of strips that came from elsewhere and are known to lie within `pairs` pairs. */
int strips_index(Runs *strips, Py_ssize_t pairs);

#endif
