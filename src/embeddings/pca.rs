//! Principal components: the two directions in which vectors differ most (Pearson, 1901). The same numbers as
//! scikit-learn's `PCA`, its choice of sign included.

use super::vector::{Vector, dot, mean};

/// Rounds of rotations after which the matrix is as good as diagonal: convergence is quadratic, and 8 to 10 do.
const MAX_SWEEPS: usize = 50;

/// Vectors, seen along the two directions in which they differ most.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Projection {
    /// One for each vector.
    pub(super) points: Vec<[f64; 2]>,
    /// The share of the variance in each of the two directions.
    pub(super) explained: [f64; 2],
}

/// Projects `vectors`, all of one width.
///
/// Each direction points to where its largest number is positive: a direction and its opposite explain the same, and one
/// of the two has to be chosen.
pub(super) fn project(vectors: &[Vector]) -> Projection {
    let centre = mean(vectors.iter().map(Vec::as_slice));
    let centred: Vec<Vector> =
        vectors.iter().map(|vector| vector.iter().zip(&centre).map(|(number, mean)| number - mean).collect()).collect();
    let width = centre.len();
    // The smaller of two matrices that have the same eigenvalues: width by width, or vector by vector.
    let by_vectors = centred.len() < width;
    let mut matrix = if by_vectors { products(&centred) } else { products(&transposed(&centred, width)) };
    let axes = eigenvectors(&mut matrix);
    let variance: f64 = (0..matrix.len()).map(|at| matrix[at][at]).sum();
    let mut order: Vec<usize> = (0..matrix.len()).collect();
    order.sort_by(|a, b| matrix[*b][*b].total_cmp(&matrix[*a][*a]));

    let mut points = vec![[0.0; 2]; vectors.len()];
    let mut explained = [0.0; 2];
    for (component, at) in order.into_iter().take(2).enumerate() {
        let axis: Vector = axes.iter().map(|row| row[at]).collect();
        let direction = if by_vectors { combined(&centred, &axis, width) } else { axis };
        let length = dot(&direction, &direction).sqrt();
        if variance <= 0.0 || length <= 0.0 {
            continue;
        }
        let scale = largest(&direction).signum() / length;
        explained[component] = (matrix[at][at] / variance).max(0.0);
        for (point, vector) in points.iter_mut().zip(&centred) {
            point[component] = dot(vector, &direction) * scale;
        }
    }
    Projection { points, explained }
}

/// The number furthest from zero; the first of equals.
fn largest(vector: &[f64]) -> f64 {
    vector.iter().fold(0.0, |largest: f64, number| if number.abs() > largest.abs() { *number } else { largest })
}

fn transposed(rows: &[Vector], width: usize) -> Vec<Vector> {
    (0..width).map(|column| rows.iter().map(|row| row[column]).collect()).collect()
}

/// Every row's scalar product with every other.
fn products(rows: &[Vector]) -> Vec<Vector> {
    let mut products = vec![vec![0.0; rows.len()]; rows.len()];
    for a in 0..rows.len() {
        for b in 0..=a {
            let product = dot(&rows[a], &rows[b]);
            products[a][b] = product;
            products[b][a] = product;
        }
    }
    products
}

fn combined(rows: &[Vector], weights: &[f64], width: usize) -> Vector {
    let mut sum = vec![0.0; width];
    for (row, weight) in rows.iter().zip(weights) {
        sum.iter_mut().zip(row).for_each(|(sum, number)| *sum += number * weight);
    }
    sum
}

/// Diagonalises a symmetric matrix by Jacobi's rotations (Golub and Van Loan, *Matrix Computations*, 8.5): leaves the
/// eigenvalues on its diagonal, and gives the eigenvectors as columns.
fn eigenvectors(matrix: &mut [Vector]) -> Vec<Vector> {
    let size = matrix.len();
    let mut axes: Vec<Vector> =
        (0..size).map(|row| (0..size).map(|column| f64::from(u8::from(row == column))).collect()).collect();
    let mean_eigenvalue = (0..size).map(|at| matrix[at][at]).sum::<f64>() / size.max(1) as f64;
    for _ in 0..MAX_SWEEPS {
        let mut rotated = false;
        for p in 0..size {
            for q in p + 1..size {
                let (pp, qq, pq) = (matrix[p][p], matrix[q][q], matrix[p][q]);
                // Below the last digit of what the two first eigenvalues are.
                if pq.abs() <= f64::EPSILON * mean_eigenvalue {
                    continue;
                }
                rotated = true;
                let ratio = (qq - pp) / (2.0 * pq);
                let tangent = ratio.signum() / (ratio.abs() + ratio.hypot(1.0));
                let cosine = 1.0 / tangent.hypot(1.0);
                rotate(matrix, &mut axes, (p, q), (cosine, tangent * cosine));
            }
        }
        if !rotated {
            break;
        }
    }
    axes
}

/// Turns the plane of rows and columns `p` and `q`.
fn rotate(matrix: &mut [Vector], axes: &mut [Vector], (p, q): (usize, usize), (cosine, sine): (f64, f64)) {
    let turn = |row: &mut Vector| {
        let (a, b) = (row[p], row[q]);
        row[p] = cosine * a - sine * b;
        row[q] = sine * a + cosine * b;
    };
    matrix.iter_mut().for_each(turn);
    axes.iter_mut().for_each(turn);
    let (before, after) = matrix.split_at_mut(q);
    for (a, b) in before[p].iter_mut().zip(&mut after[0]) {
        (*a, *b) = (cosine * *a - sine * *b, sine * *a + cosine * *b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    fn vectors(count: usize, width: usize) -> Vec<Vector> {
        let mut random = Random::seeded(3);
        let mut vector = || (0..width).map(|place| random.signed() / (1.0 + place as f64)).collect();
        (0..count).map(|_| vector()).collect()
    }

    #[test]
    fn points_on_a_line_have_one_direction() {
        let line: Vec<Vector> = [-1.0, 0.0, 3.0].iter().map(|at| vec![5.0 - 3.0 * at, 4.0 * at]).collect();
        let Projection { points, explained } = project(&line);
        assert!(close(explained[0], 1.0) && close(explained[1], 0.0), "{explained:?}");
        // The largest number of the direction, the second, is positive; a step on the line is 5 long.
        for (point, wanted) in points.iter().zip([-25.0 / 3.0, -10.0 / 3.0, 35.0 / 3.0]) {
            assert!(close(point[0], wanted) && close(point[1], 0.0), "{points:?}");
        }
    }

    #[test]
    fn numbers_are_those_of_scikit_learn() {
        // sklearn.decomposition.PCA(2).fit_transform, of scikit-learn 1.9.
        let corners: Vec<Vector> =
            [[1.0, 2.0, 0.5], [2.0, -1.0, 0.0], [0.0, 0.0, 3.0], [-4.0, 1.0, 1.0]].map(Vec::from).to_vec();
        let Projection { points, explained } = project(&corners);
        for (got, wanted) in points.iter().zip([
            [0.997_589_185_921_317_6, -1.363_228_694_229_122],
            [2.636_034_903_787_202, -0.084_782_677_840_772_17],
            [0.088_225_817_830_489_24, 1.830_072_102_281_640_4],
            [-3.721_849_907_539_008_6, -0.382_060_730_211_745_2],
        ]) {
            assert!(close(got[0], wanted[0]) && close(got[1], wanted[1]), "{points:?}");
        }
        assert!(close(explained[0], 0.704_769_768_954_554_9) && close(explained[1], 0.173_275_632_366_900_05));
    }

    #[test]
    fn few_wide_vectors_and_many_narrow_ones_agree() {
        let few = vectors(5, 12);
        let wide = project(&few);
        // The same vectors and their mirror images have the same directions, and are more than they are wide.
        let centre = mean(few.iter().map(Vec::as_slice));
        let mirrored = few.iter().map(|vector| vector.iter().zip(&centre).map(|(n, m)| 2.0 * m - n).collect());
        let many: Vec<Vector> =
            few.iter().cloned().chain(mirrored.clone()).chain(mirrored).chain(few.clone()).collect();
        let narrow = project(&many);
        for (a, b) in wide.points.iter().zip(&narrow.points) {
            assert!(close(a[0], b[0]) && close(a[1], b[1]), "{a:?} {b:?}");
        }
        assert!(close(wide.explained[0], narrow.explained[0]) && close(wide.explained[1], narrow.explained[1]));
    }

    #[test]
    fn what_does_not_differ_lies_in_one_place() {
        for count in [1, 2, 5] {
            let same = vec![vec![0.5, -0.25, 1.0]; count];
            assert_eq!(project(&same), Projection { points: vec![[0.0; 2]; count], explained: [0.0; 2] });
        }
        assert_eq!(project(&[]).points, Vec::<[f64; 2]>::new());
        let flat = project(&[vec![1.0], vec![2.0], vec![4.0]]);
        assert!(close(flat.explained[0], 1.0) && flat.points.iter().all(|point| point[1] == 0.0), "{flat:?}");
    }
}
