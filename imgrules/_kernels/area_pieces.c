/* What is asked of an area's pieces: answers are areas, or counted in them, along strips or runs. */

#include <stdlib.h>

#include "runs.h"

typedef struct {
    Plane runs, words, each;
    Bits bits;
    const Run *first;
    Py_ssize_t count;
} Asked;

static int check(Asked *asked, Py_ssize_t columns) {
    const Py_ssize_t labels = asked->each.columns;
    int fits = asked->runs.columns == 4 && asked->each.rows == 1 &&
        (asked->runs.rows < 2 || asked->runs.stride == (Py_ssize_t)sizeof(Run)) &&
        asked->words.columns == (columns + 63) / 64 &&
        (asked->words.rows < 2 || asked->words.stride == 8 * asked->words.columns);
    asked->first = (const Run *)asked->runs.data;
    asked->count = asked->runs.rows;
    for (Py_ssize_t at = 0; fits && at < asked->count; at++) {
        const Run *run = asked->first + at;
        fits = run->row >= 0 && run->row < asked->words.rows && run->start >= 0 &&
            run->start < run->stop && run->stop <= columns && run->label >= 0 &&
            run->label < labels;
    }
    if (!fits) PyErr_SetString(PyExc_ValueError, "runs, area and labels do not fit one another");
    asked->bits = (Bits){(uint64_t *)asked->words.data, asked->words.rows, columns,
                         asked->words.columns};
    return fits ? 0 : -1;
}

/* Strips stand for two rows, the last ones for one where the picture has an odd number of them. */
static int rows_of(const Asked *asked, const Run *strip) {
    return strip->row + 1 < asked->bits.rows ? 2 : 1;
}

static int paint(Asked *asked, int radius) {
    const uint8_t *chosen = asked->each.data;
    (void)radius;
    for (Py_ssize_t at = 0; at < asked->count; at++) {
        const Run *strip = asked->first + at;
        if (!chosen[strip->label]) continue;
        for (int row = 0; row < rows_of(asked, strip); row++)
            bits_set(&asked->bits, strip->row + row, strip->start, strip->stop);
    }
    return 0;
}

INLINE int counts_any(Asked *asked) {
    int64_t *sums = (int64_t *)asked->each.data;
    for (Py_ssize_t at = 0; at < asked->count; at++) {
        const Run *strip = asked->first + at;
        const uint64_t *words = BITS_ROW(&asked->bits, strip->row);
        const Py_ssize_t below = rows_of(asked, strip) == 2 ? asked->bits.across : 0;
        for (Py_ssize_t word = strip->start / 64; word <= (strip->stop - 1) / 64; word++) {
            const uint64_t part = bits_between(word, strip->start, strip->stop);
            const uint64_t lower = below ? words[word + below] & part : 0;
            sums[strip->label] += bits_ones(words[word] & part) + bits_ones(lower);
        }
    }
    return 0;
}

AVX2 static int counts_avx2(Asked *asked) { return counts_any(asked); }

static int counts_plain(Asked *asked) { return counts_any(asked); }

static int counts(Asked *asked, int radius) {
    (void)radius;
    return (HAS_AVX2() ? counts_avx2 : counts_plain)(asked);
}

/* What is known of a piece while its rows are gone through. */
typedef struct {
    int32_t row, stop;
} Last;

/* Add to the piece what its part in one row adds from its first to its last pixel there. */
static void span(const uint64_t *words, const Run *strip, int32_t row, Last *own, int64_t *sum) {
    int32_t first = -1, stop = 0;
    for (int32_t at = strip->start / 64; at <= (strip->stop - 1) / 64; at++) {
        const uint64_t word = words[at] & bits_between(at, strip->start, strip->stop);
        if (!word) continue;
        if (first < 0) first = 64 * at + bits_lowest(word);
        stop = 64 * at + bits_highest(word) + 1;
    }
    if (first < 0) return;
    *sum += stop - (own->row == row ? own->stop : first);
    *own = (Last){row, stop};
}

/* All upper rows of two come first, then the lower ones. */
static int spans(Asked *asked, int radius) {
    int64_t *sums = (int64_t *)asked->each.data;
    Last *last = malloc((size_t)asked->each.columns * sizeof *last + 1);
    (void)radius;
    if (last == NULL) return -1;
    for (int lower = 0; lower < 2; lower++) {
        for (Py_ssize_t at = 0; at < asked->each.columns; at++) last[at] = (Last){-1, 0};
        for (Py_ssize_t at = 0; at < asked->count; at++) {
            const Run *strip = asked->first + at;
            if (lower < rows_of(asked, strip))
                span(BITS_ROW(&asked->bits, strip->row + lower), strip, strip->row + lower,
                     last + strip->label, sums + strip->label);
        }
    }
    free(last);
    return 0;
}

/* Columns from `left` up to `right`, of which the area's pixels in a row are. */
typedef struct {
    Py_ssize_t left, right;
} Stretch;

static Stretch stretch_of(const uint64_t *words, Py_ssize_t across) {
    Py_ssize_t first = 0, last = across;
    while (first < across && !words[first]) first++;
    while (last > first && !words[last - 1]) last--;
    return (Stretch){64 * first, 64 * last};
}

/* Put the run's label where it is the largest so far: `row` holds one label a column. Where the
 * area has no pixel nobody asks. */
INLINE void raise(int32_t *restrict row, const uint64_t *words, Stretch within, const Run *run,
                  int radius) {
    const Py_ssize_t left = run->start - radius, right = run->stop + (Py_ssize_t)radius;
    const Py_ssize_t first = left > within.left ? left : within.left;
    const Py_ssize_t last = right < within.right ? right : within.right;
    const int32_t label = run->label;
    if (first >= last || !bits_any(words, first, last - 1)) return;
    for (Py_ssize_t x = first; x < last; x++) row[x] = label > row[x] ? label : row[x];
}

/* Row by row of the area: the runs of the rows near it, then one count a pixel of the area. */
INLINE int around_any(Asked *asked, int radius) {
    const Bits *bits = &asked->bits;
    int64_t *sums = (int64_t *)asked->each.data;
    int32_t *row = malloc((size_t)bits->across * 64 * sizeof *row + 1);
    Py_ssize_t first = 0;
    if (row == NULL) return -1;
    for (Py_ssize_t y = 0; y < bits->rows; y++) {
        const uint64_t *words = BITS_ROW(bits, y);
        const Stretch within = stretch_of(words, bits->across);
        while (first < asked->count && asked->first[first].row < y - radius) first++;
        if (within.left == within.right) continue;
        memset(row + within.left, 0, (size_t)(within.right - within.left) * sizeof *row);
        for (Py_ssize_t at = first; at < asked->count && asked->first[at].row <= y + radius; at++)
            raise(row, words, within, asked->first + at, radius);
        for (Py_ssize_t at = within.left / 64; at < within.right / 64; at++)
            for (uint64_t word = words[at]; word; word &= word - 1)
                sums[row[64 * at + bits_lowest(word)]]++;
    }
    free(row);
    return 0;
}

AVX2 static int around_avx2(Asked *asked, int radius) { return around_any(asked, radius); }

static int around_plain(Asked *asked, int radius) { return around_any(asked, radius); }

static int around(Asked *asked, int radius) {
    return (HAS_AVX2() ? around_avx2 : around_plain)(asked, radius);
}

typedef int (*Pass)(Asked *, int);

static PyObject *pass_over(PyObject *args, Pass pass, char item, int write_area) {
    PyObject *runs, *area, *each, *answer = NULL;
    Asked asked = {0};
    Py_ssize_t columns;
    int radius = 0, failed;
    if (!PyArg_ParseTuple(args, "OOnO|i", &runs, &area, &columns, &each, &radius)) return NULL;
    if (radius < 0 || radius > WIDEST)
        return PyErr_Format(PyExc_ValueError, "radius is %d, not 0 to %d", radius, WIDEST);
    if (plane_open(runs, &asked.runs, "runs", 'i', 1, READ) < 0 ||
        plane_open(area, &asked.words, "area", 'q', 1, write_area ? WRITE : READ) < 0 ||
        plane_open(each, &asked.each, "each", item, 1, write_area ? READ : WRITE) < 0 ||
        check(&asked, columns) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    failed = pass(&asked, radius);
    Py_END_ALLOW_THREADS;
    answer = failed ? PyErr_NoMemory() : Py_NewRef(Py_None);
close:
    plane_close(&asked.runs);
    plane_close(&asked.words);
    plane_close(&asked.each);
    return answer;
}

static PyObject *area_paint(PyObject *self, PyObject *args) {
    (void)self;
    return pass_over(args, paint, 'B', 1);
}

static PyObject *area_counts(PyObject *self, PyObject *args) {
    (void)self;
    return pass_over(args, counts, 'q', 0);
}

static PyObject *area_spans(PyObject *self, PyObject *args) {
    (void)self;
    return pass_over(args, spans, 'q', 0);
}

static PyObject *area_around(PyObject *self, PyObject *args) {
    (void)self;
    return pass_over(args, around, 'q', 0);
}

PyMethodDef area_pieces_kernels[] = {
    {"area_paint", area_paint, METH_VARARGS, "Add the chosen labels' strips to an area."},
    {"area_counts", area_counts, METH_VARARGS, "Count an area's pixels under each label."},
    {"area_spans", area_spans, METH_VARARGS, "Add up the widths of each label's rows."},
    {"area_around", area_around, METH_VARARGS, "Count an area's pixels by the largest label near."},
    {NULL, NULL, 0, NULL},
};
