/* Counting how white a picture is outside its product: by area, and in the band along its edge.
 *
 * Working pixels known to be exactly white are counted without being looked at. */

#include "bits.h"

enum { LEVELS = 256, AREAS = 5, WAYS = 4, CHUNK = 512, FEW = 8 };

typedef struct {
    const Plane *rgb, *areas, *clean;
    int factor;
    Py_ssize_t band; /* px */
} Picture;

/* Increments of one counter wait for each other, and a backdrop is mostly of one level. */
typedef struct {
    uint32_t level[WAYS][LEVELS];
} Counts;

INLINE void find_darkest(const uint8_t *restrict pixel, Py_ssize_t length, uint8_t *restrict darkest) {
    for (Py_ssize_t x = 0; x < length; x++) {
        uint8_t red = pixel[3 * x], green = pixel[3 * x + 1], blue = pixel[3 * x + 2];
        uint8_t least = red < green ? red : green;
        darkest[x] = least < blue ? least : blue;
    }
}

AVX2 static void find_darkest_avx2(const uint8_t *pixel, Py_ssize_t length, uint8_t *darkest) {
    find_darkest(pixel, length, darkest);
}

static void find_darkest_plain(const uint8_t *pixel, Py_ssize_t length, uint8_t *darkest) {
    find_darkest(pixel, length, darkest);
}

static void add_span(const uint8_t *pixel, Py_ssize_t length, Counts *counts) {
    uint8_t darkest[CHUNK];
    if (length <= FEW) {
        find_darkest(pixel, length, darkest);
        for (Py_ssize_t x = 0; x < length; x++) counts->level[x % WAYS][darkest[x]]++;
        return;
    }
    while (length > 0) {
        Py_ssize_t many = length < CHUNK ? length : CHUNK, x = 0;
        (HAS_AVX2() ? find_darkest_avx2 : find_darkest_plain)(pixel, many, darkest);
        for (; x + WAYS <= many; x += WAYS)
            for (int way = 0; way < WAYS; way++) counts->level[way][darkest[x + way]]++;
        for (; x < many; x++) counts->level[0][darkest[x]]++;
        pixel += 3 * many;
        length -= many;
    }
}

/* How far the bytes from `start` on are the same, at most to `end`. */
static Py_ssize_t alike(const uint8_t *bytes, Py_ssize_t start, Py_ssize_t end) {
    uint64_t wanted, found[4];
    Py_ssize_t at = start + 1;
    memset(&wanted, bytes[start], sizeof wanted);
    for (; at + (Py_ssize_t)sizeof found <= end; at += (Py_ssize_t)sizeof found) {
        memcpy(found, bytes + at, sizeof found);
        if ((found[0] ^ wanted) | (found[1] ^ wanted) | (found[2] ^ wanted) | (found[3] ^ wanted))
            break;
    }
    for (; at + 8 <= end; at += 8) {
        memcpy(found, bytes + at, sizeof *found);
        if (*found != wanted) return at + bits_lowest(bits_little(*found ^ wanted)) / 8;
    }
    while (at < end && bytes[at] == bytes[start]) at++;
    return at;
}

/* Columns left..right of one full-size row, in the areas marked in `wanted`; whole cells that are
 * clean are white. The counts of area n go to counts + n * step. Cells alike side by side are
 * counted together; beyond the last of them the row belongs to its area, and is looked at. */
static void add_row(const Picture *picture, Py_ssize_t y, Py_ssize_t left, Py_ssize_t right,
                    const uint8_t wanted[AREAS], Counts *counts, int step) {
    const int factor = picture->factor;
    const Py_ssize_t cells = picture->areas->columns, rows = picture->areas->rows;
    const int seen = y / factor < rows; /* the last row also covers what reduction left out */
    const Py_ssize_t down = seen ? y / factor : rows - 1;
    const uint8_t *areas = ROW(picture->areas, uint8_t, down);
    const uint8_t *clean = ROW(picture->clean, uint8_t, down);
    const uint8_t *row = ROW(picture->rgb, uint8_t, y);
    const Py_ssize_t last = right / factor + 1 < cells ? right / factor + 1 : cells;
    while (left < right) {
        const Py_ssize_t cell = left / factor, at = cell < cells ? cell : cells - 1;
        Py_ssize_t end = right;
        if (cell < cells) end = alike(clean, cell, alike(areas, cell, last)) * factor;
        if (end > right) end = right;
        if (wanted[areas[at]]) {
            Counts *to = counts + areas[at] * step;
            if (seen && cell < cells && clean[at])
                to->level[0][LEVELS - 1] += (uint32_t)(end - left);
            else
                add_span(row + 3 * left, end - left, to);
        }
        left = end;
    }
}

INLINE void mark_spoilt(const uint8_t *restrict areas, const uint8_t *restrict clean,
                        Py_ssize_t columns, uint8_t *restrict spoilt) {
    for (Py_ssize_t x = 0; x < columns; x++) spoilt[x] = (areas[x] != 0) & (clean[x] == 0);
}

/* The cells of one working row, without what reduction left out beyond the last of them: alike
 * ones side by side are counted together. */
static void add_cells(const Picture *picture, Py_ssize_t down, Counts *counts, uint8_t *spoilt) {
    const int factor = picture->factor;
    const Py_ssize_t columns = picture->areas->columns;
    const uint8_t *areas = ROW(picture->areas, uint8_t, down);
    const uint8_t *clean = ROW(picture->clean, uint8_t, down);
    mark_spoilt(areas, clean, columns, spoilt);
    for (Py_ssize_t x = 0, end; x < columns; x = end) {
        end = alike(areas, x, columns);
        end = alike(clean, x, end);
        const Py_ssize_t pixels = (end - x) * factor;
        if (clean[x]) counts[areas[x]].level[0][LEVELS - 1] += (uint32_t)(pixels * factor);
        for (int step = 0; step < factor && spoilt[x]; step++)
            add_span(ROW(picture->rgb, uint8_t, down * factor + step) + 3 * x * factor, pixels,
                     counts + areas[x]);
    }
}

/* What reduction left out of a row, to the right of the last cell. */
static void add_rest(const Picture *picture, Py_ssize_t y, Py_ssize_t down,
                     const uint8_t wanted[AREAS], Counts *counts, int step) {
    const Py_ssize_t cells = picture->areas->columns, left = cells * picture->factor;
    const uint8_t area = ROW(picture->areas, uint8_t, down)[cells - 1];
    if (y + FETCHED < picture->rgb->rows) FETCH(ROW(picture->rgb, uint8_t, y + FETCHED) + 3 * left);
    if (wanted[area])
        add_span(ROW(picture->rgb, uint8_t, y) + 3 * left, picture->rgb->columns - left,
                 counts + area * step);
}

static void count_areas(const Picture *picture, Counts *counts, const Plane *spoilt) {
    static const uint8_t outside[AREAS] = {0, 1, 1, 1, 1};
    const Plane *rgb = picture->rgb, *areas = picture->areas;
    const int factor = picture->factor, left_out = areas->columns * factor < rgb->columns;
    for (Py_ssize_t down = 0; down < areas->rows; down++) {
        add_cells(picture, down, counts, ROW(spoilt, uint8_t, down));
        for (int step = 0; left_out && step < factor; step++)
            add_rest(picture, down * factor + step, down, outside, counts, 1);
    }
    for (Py_ssize_t y = areas->rows * factor; y < rgb->rows; y++)
        add_row(picture, y, 0, rgb->columns, outside, counts, 1);
}

/* Count columns left..right of all rows of a row of cells at once, if these cells are clean and of
 * one area; return whether they are. */
static int add_clean(const Picture *picture, Py_ssize_t down, Py_ssize_t left, Py_ssize_t right,
                     const uint8_t wanted[AREAS], Counts *counts) {
    const int factor = picture->factor;
    const uint8_t *areas = ROW(picture->areas, uint8_t, down);
    const uint8_t *clean = ROW(picture->clean, uint8_t, down);
    const Py_ssize_t first = left / factor, end = (right + factor - 1) / factor;
    int alike = 1;
    for (Py_ssize_t x = first; x < end; x++) alike &= clean[x] && areas[x] == areas[first];
    if (alike && wanted[areas[first]])
        counts->level[0][LEVELS - 1] += (uint32_t)((right - left) * factor);
    return alike;
}

/* The two ends of some rows, which make up a row of cells. */
static void add_sides(const Picture *picture, Py_ssize_t down, const uint8_t wanted[AREAS],
                      Counts *counts) {
    const int factor = picture->factor;
    const Py_ssize_t columns = picture->rgb->columns, band = picture->band, top = down * factor;
    const Py_ssize_t within = picture->areas->columns * factor;
    const int left = add_clean(picture, down, 0, band, wanted, counts);
    const int right = columns - band < within &&
                      add_clean(picture, down, columns - band, within, wanted, counts);
    for (Py_ssize_t y = top; y < top + factor; y++) {
        if (!left) add_row(picture, y, 0, band, wanted, counts, 0);
        if (!right)
            add_row(picture, y, columns - band, columns, wanted, counts, 0);
        else if (within < columns)
            add_rest(picture, y, down, wanted, counts, 0);
    }
}

/* Each pixel of the ring once. What lies next to the product's rim is judged apart. */
static void count_band(const Picture *picture, Counts *counts) {
    static const uint8_t kept[AREAS] = {0, 1, 1, 1, 0};
    const Py_ssize_t rows = picture->rgb->rows, columns = picture->rgb->columns;
    const Py_ssize_t band = picture->band, factor = picture->factor;
    for (Py_ssize_t y = 0; y < rows; y++) {
        if (y < band || y >= rows - band || 2 * band >= columns) {
            add_row(picture, y, 0, columns, kept, counts, 0);
        } else if (y % factor == 0 && y + factor <= rows - band &&
                   y / factor < picture->areas->rows) {
            add_sides(picture, y / factor, kept, counts);
            y += factor - 1;
        } else {
            add_row(picture, y, 0, band, kept, counts, 0);
            add_row(picture, y, columns - band, columns, kept, counts, 0);
        }
    }
}

static int labels_known(const Plane *areas) {
    uint8_t unknown = 0;
    for (Py_ssize_t y = 0; y < areas->rows; y++) {
        const uint8_t *row = ROW(areas, uint8_t, y);
        for (Py_ssize_t x = 0; x < areas->columns; x++) unknown |= row[x] >= AREAS;
    }
    return !unknown;
}

static void write_counts(const Counts *counts, const Plane *levels) {
    for (Py_ssize_t area = 0; area < levels->rows; area++) {
        memset(ROW(levels, int64_t, area), 0, LEVELS * sizeof(int64_t));
        for (int level = 0; level < LEVELS; level++)
            for (int way = 0; way < WAYS; way++)
                ROW(levels, int64_t, area)[level] += counts[area].level[way][level];
    }
}

/* 0 where an area is not known. The last row of `levels` is the band's. */
static int count_picture(const Picture *picture, const Plane *levels, const Plane *spoilt) {
    Counts counts[AREAS + 1];
    if (!labels_known(picture->areas)) return 0;
    memset(counts, 0, sizeof counts);
    count_areas(picture, counts, spoilt);
    count_band(picture, counts + AREAS);
    memset(counts, 0, sizeof *counts); /* the product is not counted */
    write_counts(counts, levels);
    return 1;
}

static int fits(const Plane *rgb, const Plane *areas, int factor, Py_ssize_t band) {
    if (factor >= 1 && band >= 1 && areas->rows > 0 && areas->columns > 0 &&
        rgb->rows / factor == areas->rows && rgb->columns / factor == areas->columns)
        return 0;
    PyErr_Format(PyExc_ValueError, "a factor of %d and a band of %zd px do not fit %zd x %zd px",
                 factor, band, rgb->rows, rgb->columns);
    return -1;
}

static PyObject *count_levels(PyObject *self, PyObject *args) {
    PyObject *from, *labels, *white, *to, *marks, *answer = NULL;
    Plane rgb = {0}, areas = {0}, clean = {0}, levels = {0}, spoilt = {0};
    Picture picture = {&rgb, &areas, &clean, 0, 0};
    int known;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOinOO", &from, &labels, &white, &picture.factor, &picture.band,
                          &to, &marks))
        return NULL;
    if (plane_open(from, &rgb, "rgb", 'B', 3, READ) < 0 ||
        plane_open(labels, &areas, "areas", 'B', 1, READ) < 0 ||
        plane_open(white, &clean, "clean", 'B', 1, READ) < 0 ||
        plane_open(to, &levels, "levels", 'q', 1, WRITE) < 0 ||
        plane_open(marks, &spoilt, "spoilt", 'B', 1, WRITE) < 0 ||
        fits(&rgb, &areas, picture.factor, picture.band) < 0 ||
        plane_sized(&clean, "clean", areas.rows, areas.columns) < 0 ||
        plane_sized(&spoilt, "spoilt", areas.rows, areas.columns) < 0 ||
        plane_sized(&levels, "levels", AREAS + 1, LEVELS) < 0)
        goto close;
    Py_BEGIN_ALLOW_THREADS;
    known = count_picture(&picture, &levels, &spoilt);
    Py_END_ALLOW_THREADS;
    if (known)
        answer = Py_NewRef(Py_None);
    else
        PyErr_SetString(PyExc_ValueError, "areas holds numbers above 4");
close:
    plane_close(&rgb);
    plane_close(&areas);
    plane_close(&clean);
    plane_close(&levels);
    plane_close(&spoilt);
    return answer;
}

enum { BACKGROUND = 1, HOLES = 2, SHADOW = 3, EDGE = 4 };

typedef struct {
    Bits near, edge, holes, shadow;
} Parts;

/* Label the first `many` pixels of a word: what comes last counts. */
INLINE void label_word(const Parts *parts, Py_ssize_t word, int many, uint8_t *out) {
    const uint64_t near = parts->near.words[word], edge = parts->edge.words[word];
    const uint64_t holes = parts->holes.words[word], shadow = parts->shadow.words[word];
    const uint64_t all = many == 64 ? ~0ULL : (1ULL << many) - 1;
    uint8_t in[4][64], label[64];
    if (!(near | edge | holes | shadow) || near == all) {
        memset(out, near ? 0 : BACKGROUND, (size_t)many);
        return;
    }
    bits_bytes(near, in[0]), bits_bytes(shadow, in[1]);
    bits_bytes(edge, in[2]), bits_bytes(holes, in[3]);
    for (int x = 0; x < 64; x++) {
        uint8_t found = in[3][x] ? HOLES : BACKGROUND;
        found = in[2][x] ? EDGE : found;
        found = in[1][x] ? SHADOW : found;
        label[x] = in[0][x] ? 0 : found;
    }
    memcpy(out, label, (size_t)many);
}

static void label_picture(const Parts *parts, const Plane *out) {
    for (Py_ssize_t y = 0; y < out->rows; y++)
        for (Py_ssize_t at = 0; at < parts->near.across; at++) {
            const Py_ssize_t left = out->columns - 64 * at;
            label_word(parts, y * parts->near.across + at, left < 64 ? (int)left : 64,
                       ROW(out, uint8_t, y) + 64 * at);
        }
}

static PyObject *label_areas(PyObject *self, PyObject *args) {
    static const char *const names[] = {"near", "edge", "holes", "shadow"};
    PyObject *from[4], *to, *answer = NULL;
    Plane words[4], out = {0};
    Parts parts;
    Bits *const bits[] = {&parts.near, &parts.edge, &parts.holes, &parts.shadow};
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOOO", from, from + 1, from + 2, from + 3, &to)) return NULL;
    memset(words, 0, sizeof words);
    if (plane_open(to, &out, "areas", 'B', 1, WRITE) < 0) goto close;
    for (int at = 0; at < 4; at++)
        if (bits_open(from[at], out.columns, names[at], READ, words + at, bits[at]) < 0 ||
            plane_sized(words + at, names[at], out.rows, words[at].columns) < 0)
            goto close;
    Py_BEGIN_ALLOW_THREADS;
    label_picture(&parts, &out);
    Py_END_ALLOW_THREADS;
    answer = Py_NewRef(Py_None);
close:
    for (int at = 0; at < 4; at++) plane_close(words + at);
    plane_close(&out);
    return answer;
}

PyMethodDef whiteness_kernels[] = {
    {"count_levels", count_levels, METH_VARARGS, "Count darkest channels outside the product."},
    {"label_areas", label_areas, METH_VARARGS, "Number the parts of a picture."},
    {NULL, NULL, 0, NULL},
};
