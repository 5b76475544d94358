/* Steps between neighbouring pixels of the product, summed up by column and by row. */

#include <stdlib.h>

#include "plane.h"

enum {
    TALLEST = 64,           /* step that counts; higher ones count as this */
    MOST = 65535 / TALLEST, /* rows whose steps fit 16 bits */
    TOGETHER = 8,           /* columns that are chosen side by side */
    PART = 256              /* pixels added up in 16 bits */
};

typedef struct {
    const Plane *pixels, *mask;
    const int32_t *rows;   /* of each of the picture's, its row of the mask */
    const int32_t *starts; /* of each column of the mask, the picture's first; and the end */
    const int32_t *chosen; /* of each chosen column of the picture, its column of the mask */
    int every_row, every_group;
    int32_t *across, *across_counts, *down, *down_counts;
} Steps;

/* Columns chosen of so many: all of every so-manieth group of them. */
static Py_ssize_t chosen_of(Py_ssize_t columns, Py_ssize_t every) {
    const Py_ssize_t period = every * TOGETHER, rest = columns % period;
    return columns / period * TOGETHER + (rest < TOGETHER ? rest : TOGETHER);
}

INLINE uint8_t step_between(uint8_t one, uint8_t two) {
    const uint8_t step = (uint8_t)(one > two ? one - two : two - one);
    return step > TALLEST ? TALLEST : step;
}

INLINE void add_run(const uint8_t *restrict row, Py_ssize_t length, uint16_t *restrict totals) {
    for (Py_ssize_t x = 0; x < length; x++)
        totals[x] = (uint16_t)(totals[x] + step_between(row[x + 1], row[x]));
}

/* The next pixel of the mask from there on that is so; `width` where none is. */
INLINE Py_ssize_t next(const uint8_t *mask, Py_ssize_t from, Py_ssize_t width, int wanted) {
    const uint8_t *found = memchr(mask + from, wanted, (size_t)(width - from));
    return found == NULL ? width : found - mask;
}

/* `counts` holds by how much each differs from the one before until all is added. */
INLINE void add_row(const Steps *s, Py_ssize_t y, uint16_t *totals) {
    const uint8_t *row = ROW(s->pixels, uint8_t, y), *mask = ROW(s->mask, uint8_t, s->rows[y]);
    const Py_ssize_t width = s->mask->columns;
    if (y + s->every_row < s->pixels->rows)
        for (Py_ssize_t x = 0; x < s->pixels->columns; x += LINE)
            FETCH(row + s->every_row * s->pixels->stride + x);
    for (Py_ssize_t first = next(mask, 0, width, 1), after; first < width;
         first = next(mask, after, width, 1)) {
        after = next(mask, first, width, 0);
        const Py_ssize_t x = s->starts[first], length = s->starts[after] - x - 1;
        if (length < 1) continue;
        add_run(row + x, length, totals + x);
        s->across_counts[x]++;
        if (x + length < s->pixels->columns - 1) s->across_counts[x + length]--;
    }
}

INLINE void add_across(const Steps *s, uint16_t *totals) {
    const Py_ssize_t steps = s->pixels->columns - 1;
    int rows = 0;
    for (Py_ssize_t y = 0; y < s->pixels->rows; y += s->every_row) {
        add_row(s, y, totals);
        if (++rows < MOST && y + s->every_row < s->pixels->rows) continue;
        for (Py_ssize_t x = 0; x < steps; x++) s->across[x] += totals[x];
        memset(totals, 0, (size_t)steps * sizeof *totals);
        rows = 0;
    }
    for (Py_ssize_t x = 1; x < steps; x++) s->across_counts[x] += s->across_counts[x - 1];
}

INLINE void choose(const uint8_t *row, Py_ssize_t columns, Py_ssize_t every, uint8_t *out) {
    Py_ssize_t x = 0;
    for (; x + TOGETHER <= columns; x += every * TOGETHER, out += TOGETHER)
        memcpy(out, row + x, TOGETHER);
    for (; x < columns; x++) *out++ = row[x];
}

INLINE void choose_mask(const uint8_t *restrict row, const int32_t *restrict columns,
                        Py_ssize_t count, uint8_t *restrict out) {
    for (Py_ssize_t at = 0; at < count; at++) out[at] = row[columns[at]] ? 255 : 0;
}

INLINE int32_t steps_down(const uint8_t *restrict one, const uint8_t *restrict two,
                          const uint8_t *restrict both, Py_ssize_t count) {
    int32_t sum = 0;
    for (Py_ssize_t from = 0; from < count; from += PART) {
        const Py_ssize_t end = from + PART < count ? from + PART : count;
        uint16_t part = 0;
        for (Py_ssize_t at = from; at < end; at++)
            part = (uint16_t)(part + (uint8_t)(step_between(one[at], two[at]) & both[at]));
        sum += part;
    }
    return sum;
}

/* Where both rows are inside; how many that are. */
INLINE int32_t overlap(const uint8_t *restrict one, const uint8_t *restrict two, Py_ssize_t count,
                       uint8_t *restrict both) {
    uint32_t sum = 0;
    for (Py_ssize_t at = 0; at < count; at++) both[at] = one[at] & two[at];
    for (Py_ssize_t at = 0; at < count; at++) sum += both[at] & 1;
    return (int32_t)sum;
}

INLINE void add_down(const Steps *s, Py_ssize_t count, uint8_t *spare) {
    uint8_t *above = spare, *here = above + count, *mask_above = here + count;
    uint8_t *mask = mask_above + count, *both = mask + count;
    int32_t pairs = 0;
    int moved = 0;
    for (Py_ssize_t y = 0; y < s->pixels->rows; y++) {
        uint8_t *swap = above;
        const int moves = y == 0 || s->rows[y] != s->rows[y - 1];
        above = here;
        here = swap;
        if (moves) {
            memcpy(mask_above, mask, (size_t)count);
            choose_mask(ROW(s->mask, uint8_t, s->rows[y]), s->chosen, count, mask);
        }
        choose(ROW(s->pixels, uint8_t, y), s->pixels->columns, s->every_group, here);
        if (moves) pairs = overlap(mask, mask_above, count, both);
        else if (moved) pairs = overlap(mask, mask, count, both);
        moved = moves;
        if (y == 0) continue;
        s->down[y - 1] = steps_down(here, above, both, count);
        s->down_counts[y - 1] = pairs;
    }
}

AVX2 static void steps_avx2(const Steps *s, Py_ssize_t count, uint8_t *spare, uint16_t *totals) {
    add_across(s, totals);
    add_down(s, count, spare);
}

static void steps_plain(const Steps *s, Py_ssize_t count, uint8_t *spare, uint16_t *totals) {
    add_across(s, totals);
    add_down(s, count, spare);
}

/* Numbers from 0 to `most`, none smaller than the one before. */
static int are_numbers(const Plane *plane, const char *name, Py_ssize_t length, Py_ssize_t most) {
    if (plane_sized(plane, name, 1, length) < 0) return 0;
    for (Py_ssize_t at = 0; at < length; at++) {
        const int32_t here = ROW(plane, int32_t, 0)[at];
        const int32_t before = at > 0 ? ROW(plane, int32_t, 0)[at - 1] : 0;
        if (here < before || here > most) {
            PyErr_Format(PyExc_ValueError, "%s holds %d, not %d to %zd", name, here, before, most);
            return 0;
        }
    }
    return 1;
}

static PyObject *steps(PyObject *self, PyObject *args) {
    PyObject *from, *area, *down, *edges, *columns, *one, *two, *three, *four, *answer = NULL;
    Plane pixels = {0}, mask = {0}, rows = {0}, starts = {0}, chosen = {0};
    Plane across = {0}, across_counts = {0}, vertical = {0}, vertical_counts = {0};
    Steps task = {.pixels = &pixels, .mask = &mask};
    Py_ssize_t count;
    uint8_t *spare = NULL;
    uint16_t *totals = NULL;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOOOiiOOOO", &from, &area, &down, &edges, &columns,
                          &task.every_row, &task.every_group, &one, &two, &three, &four))
        return NULL;
    if (task.every_row < 1 || task.every_group < 1)
        return PyErr_Format(PyExc_ValueError, "every is not 1 or more");
    if (plane_open(from, &pixels, "pixels", 'B', 1, READ) < 0 ||
        plane_open(area, &mask, "mask", 'B', 1, READ) < 0 ||
        plane_open(down, &rows, "rows", 'i', 1, READ) < 0 ||
        plane_open(edges, &starts, "starts", 'i', 1, READ) < 0 ||
        plane_open(columns, &chosen, "chosen", 'i', 1, READ) < 0 ||
        plane_open(one, &across, "across", 'i', 1, WRITE) < 0 ||
        plane_open(two, &across_counts, "across_counts", 'i', 1, WRITE) < 0 ||
        plane_open(three, &vertical, "down", 'i', 1, WRITE) < 0 ||
        plane_open(four, &vertical_counts, "down_counts", 'i', 1, WRITE) < 0)
        goto close;
    count = chosen_of(pixels.columns, task.every_group);
    if (pixels.rows < 1 || pixels.columns < 1) {
        PyErr_Format(PyExc_ValueError, "pixels is empty");
        goto close;
    }
    if (!are_numbers(&rows, "rows", pixels.rows, mask.rows - 1) ||
        !are_numbers(&starts, "starts", mask.columns + 1, pixels.columns) ||
        !are_numbers(&chosen, "chosen", count, mask.columns - 1) ||
        plane_sized(&across, "across", 1, pixels.columns - 1) < 0 ||
        plane_sized(&across_counts, "across_counts", 1, pixels.columns - 1) < 0 ||
        plane_sized(&vertical, "down", 1, pixels.rows - 1) < 0 ||
        plane_sized(&vertical_counts, "down_counts", 1, pixels.rows - 1) < 0)
        goto close;
    spare = calloc(5, (size_t)count);
    totals = calloc((size_t)pixels.columns, sizeof *totals);
    if (spare == NULL || totals == NULL) {
        PyErr_NoMemory();
        goto close;
    }
    task.rows = ROW(&rows, int32_t, 0);
    task.starts = ROW(&starts, int32_t, 0);
    task.chosen = ROW(&chosen, int32_t, 0);
    task.across = ROW(&across, int32_t, 0);
    task.across_counts = ROW(&across_counts, int32_t, 0);
    task.down = ROW(&vertical, int32_t, 0);
    task.down_counts = ROW(&vertical_counts, int32_t, 0);
    Py_BEGIN_ALLOW_THREADS;
    memset(task.across, 0, (size_t)(pixels.columns - 1) * sizeof(int32_t));
    memset(task.across_counts, 0, (size_t)(pixels.columns - 1) * sizeof(int32_t));
    (HAS_AVX2() ? steps_avx2 : steps_plain)(&task, count, spare, totals);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    free(spare);
    free(totals);
    plane_close(&pixels);
    plane_close(&mask);
    plane_close(&rows);
    plane_close(&starts);
    plane_close(&chosen);
    plane_close(&across);
    plane_close(&across_counts);
    plane_close(&vertical);
    plane_close(&vertical_counts);
    return answer;
}

PyMethodDef steps_kernels[] = {
    {"steps", steps, METH_VARARGS, "Add up steps between neighbours by column and by row."},
    {NULL, NULL, 0, NULL},
};
