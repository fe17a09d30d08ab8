//! Vectors: their products, angles and means. In double precision and in a fixed order, so that a machine gives the same
//! numbers each time, and NumPy the same to the last digits of a float.

/// A vector's numbers.
pub(super) type Vector = Vec<f64>;

/// A row of a matrix of floats, to calculate with.
pub(super) fn wide(row: &[f32]) -> Vector {
    row.iter().copied().map(f64::from).collect()
}

/// The scalar product.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The cosine of the angle between two vectors; 0 where one has no length, and so no direction.
pub(super) fn cosine(a: &[f64], b: &[f64]) -> f64 {
    let lengths = (dot(a, a) * dot(b, b)).sqrt();
    if lengths > 0.0 { dot(a, b) / lengths } else { 0.0 }
}

/// The vector of length 1 in the same direction; the zero vector stays.
pub(super) fn unit(vector: &[f64]) -> Vector {
    let length = dot(vector, vector).sqrt();
    let scale = if length > 0.0 { 1.0 / length } else { 0.0 };
    vector.iter().map(|number| number * scale).collect()
}

/// The mean of vectors of one width; empty of none.
pub(super) fn mean<'v>(vectors: impl IntoIterator<Item = &'v [f64]>) -> Vector {
    let mut vectors = vectors.into_iter();
    let Some(mut sum) = vectors.next().map(<[f64]>::to_vec) else { return Vector::new() };
    let mut count = 1.0;
    for vector in vectors {
        sum.iter_mut().zip(vector).for_each(|(sum, number)| *sum += number);
        count += 1.0;
    }
    sum.iter_mut().for_each(|sum| *sum /= count);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cosine_is_of_directions() {
        assert!((cosine(&[3.0, 0.0], &[0.5, 0.0]) - 1.0).abs() < 1e-15);
        assert!((cosine(&[1.0, 1.0], &[-1.0, -1.0]) + 1.0).abs() < 1e-15);
        assert!((cosine(&[1.0, 0.0], &[1.0, 1.0]) - 0.5_f64.sqrt()).abs() < 1e-15);
        assert_eq!(cosine(&[0.0, 0.0], &[1.0, 1.0]), 0.0);
        assert_eq!(unit(&[0.0, 0.0]), [0.0, 0.0]);
        assert_eq!(unit(&[0.0, 4.0]), [0.0, 1.0]);
    }

    #[test]
    fn a_mean_is_by_place() {
        let vectors = [[1.0, 2.0], [3.0, 6.0]];
        assert_eq!(mean(vectors.iter().map(|vector| &vector[..])), [2.0, 4.0]);
        assert!(mean([]).is_empty());
    }
}
