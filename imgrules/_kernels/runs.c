/* Finding runs, and joining those that touch: a union-find over runs instead of pixels. */

#include <stdlib.h>

#include "runs.h"

static int add(Runs *runs, Py_ssize_t row, Py_ssize_t start) {
    if (runs->count == runs->room) {
        const Py_ssize_t room = 2 * runs->room + 1024;
        Run *larger = realloc(runs->runs, (size_t)room * sizeof *larger);
        if (larger == NULL) return -1;
        runs->runs = larger;
        runs->room = room;
    }
    const int32_t own = (int32_t)runs->count;
    runs->runs[runs->count++] = (Run){(int32_t)row, (int32_t)start, 0, own};
    return 0;
}

/* A bit that differs from the one before it begins or ends a run. */
int runs_of(const Bits *bits, Runs *runs) {
    for (Py_ssize_t y = 0; y < bits->rows; y++) {
        const uint64_t *words = BITS_ROW(bits, y);
        uint64_t before = 0;
        int open = 0;
        for (Py_ssize_t at = 0; at < bits->across; at++) {
            uint64_t turns = words[at] ^ (words[at] << 1 | before);
            before = words[at] >> 63;
            for (; turns; turns &= turns - 1) {
                const Py_ssize_t x = 64 * at + bits_lowest(turns);
                if (open)
                    runs->runs[runs->count - 1].stop = (int32_t)x;
                else if (add(runs, y, x) < 0)
                    return -1;
                open = !open;
            }
        }
        if (open) runs->runs[runs->count - 1].stop = (int32_t)bits->columns;
    }
    return 0;
}

void runs_free(Runs *runs) {
    free(runs->runs);
    runs->runs = NULL;
}

static int32_t root_of(Run *runs, int32_t at) {
    while (runs[at].label != at) {
        runs[at].label = runs[runs[at].label].label;
        at = runs[at].label;
    }
    return at;
}

static void unite(Run *runs, int32_t one, int32_t two) {
    one = root_of(runs, one);
    two = root_of(runs, two);
    if (one < two)
        runs[two].label = one;
    else
        runs[one].label = two;
}

/* Go along two rows, one above the other, at once; `reach` is 1 where corners count. */
static void join_rows(Run *runs, const Py_ssize_t *first, Py_ssize_t row, int reach) {
    Py_ssize_t above = first[row - 1], below = first[row];
    while (above < first[row] && below < first[row + 1]) {
        const Run *one = runs + above, *two = runs + below;
        if (one->start < two->stop + reach && two->start < one->stop + reach)
            unite(runs, (int32_t)above, (int32_t)below);
        if (one->stop < two->stop)
            above++;
        else
            below++;
    }
}

static void number(Runs *runs, Py_ssize_t at, int32_t *names) {
    const int32_t root = root_of(runs->runs, (int32_t)at);
    if (!names[root]) names[root] = runs->labels++;
}

static void number_rows(Runs *runs, const Py_ssize_t *first, Py_ssize_t rows, int32_t *names) {
    runs->labels = 1;
    for (Py_ssize_t row = 0; row < rows; row += 2) {
        Py_ssize_t upper = first[row], lower = first[row + 1];
        const Py_ssize_t end = row + 1 < rows ? first[row + 2] : lower;
        while (upper < first[row + 1] || lower < end) {
            const int second = upper == first[row + 1] ||
                (lower < end && runs->runs[lower].start / 2 < runs->runs[upper].start / 2);
            number(runs, second ? lower++ : upper++, names);
        }
    }
}

int runs_join(Runs *runs, Py_ssize_t rows, int diagonal) {
    Py_ssize_t *first = calloc((size_t)rows + 1, sizeof *first);
    int32_t *names = calloc((size_t)runs->count + 1, sizeof *names);
    if (first == NULL || names == NULL) {
        free(first);
        free(names);
        return -1;
    }
    for (Py_ssize_t at = 0; at < runs->count; at++) first[runs->runs[at].row + 1]++;
    for (Py_ssize_t row = 0; row < rows; row++) first[row + 1] += first[row];
    for (Py_ssize_t row = 1; row < rows; row++) join_rows(runs->runs, first, row, diagonal);
    number_rows(runs, first, rows, names);
    /* A root comes before the runs it stands for: its own number is still there when they ask. */
    for (Py_ssize_t at = runs->count - 1; at >= 0; at--)
        runs->runs[at].label = root_of(runs->runs, (int32_t)at);
    for (Py_ssize_t at = 0; at < runs->count; at++)
        runs->runs[at].label = names[runs->runs[at].label];
    free(first);
    free(names);
    return 0;
}

void runs_measure(const Runs *runs, Extent *extents) {
    for (Py_ssize_t at = 0; at < runs->count; at++) {
        const Run *run = runs->runs + at;
        Extent *own = extents + run->label;
        if (!own->area) *own = (Extent){0, run->start, run->row, run->stop, 0};
        own->area += run->stop - run->start;
        if (run->start < own->left) own->left = run->start;
        if (run->stop > own->right) own->right = run->stop;
        own->bottom = run->row + 1;
    }
}

/* Add the runs whose piece touches the frame. */
static int add_reached(const Runs *runs, Bits *out) {
    uint8_t *reached = calloc((size_t)runs->labels, 1);
    if (reached == NULL) return -1;
    for (Py_ssize_t at = 0; at < runs->count; at++) {
        const Run *run = runs->runs + at;
        if (run->row == 0 || run->row == out->rows - 1 || run->start == 0 ||
            run->stop == out->columns)
            reached[run->label] = 1;
    }
    for (Py_ssize_t at = 0; at < runs->count; at++) {
        const Run *run = runs->runs + at;
        if (reached[run->label]) bits_set(out, run->row, run->start, run->stop);
    }
    free(reached);
    return 0;
}

/* Growing what the grown walls leave free is closing them. */
int runs_reach(const Bits *walls, const uint8_t *widths, Py_ssize_t height, Bits *out) {
    Bits grown = {0}, open = {0};
    Runs runs = {0};
    int failed = bits_new(&grown, walls->rows, walls->columns) < 0 ||
        bits_new(&open, walls->rows, walls->columns) < 0 ||
        bits_grow(walls, widths, height, &grown) < 0;
    if (!failed) {
        bits_invert(&grown);
        failed = bits_grow(&grown, widths, height, &open) < 0 || runs_of(&open, &runs) < 0 ||
            runs_join(&runs, open.rows, 0) < 0 || add_reached(&runs, out) < 0;
    }
    runs_free(&runs);
    bits_free(&grown);
    bits_free(&open);
    return failed ? -1 : 0;
}
