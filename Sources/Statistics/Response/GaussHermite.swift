/// Points and weights of a sum that stands for the mean over a standard normal ability.
///
/// Gauss–Hermite quadrature: roots of the Hermite polynomials by Newton's method from the usual starting points
/// (Press et al., "Numerical Recipes", 3rd ed., 4.6.1), put to the standard normal.
public struct NormalQuadrature: Equatable, Sendable {
    /// Abilities, falling.
    public let points: [Double]
    /// They sum to 1.
    public let weights: [Double]

    /// `count` is 2…60; 41 is exact to the last digits for tests of up to a hundred items.
    public init(count: Int = 41) {
        precondition((2...60).contains(count))
        var (points, weights) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
        let n = Double(count)
        var root = 0.0
        for place in 0..<(count + 1) / 2 {
            switch place {
            case 0: root = (2 * n + 1).squareRoot() - 1.85575 * power(2 * n + 1, -1.0 / 6)
            case 1: root -= 1.14 * power(n, 0.426) / root
            case 2: root = 1.86 * root - 0.86 * points[0]
            case 3: root = 1.91 * root - 0.91 * points[1]
            default: root = 2 * root - points[place - 2]
            }
            var slope = 1.0
            for _ in 0..<100 {
                var (value, before) = (0.7511255444649425, 0.0)  // π^(−1/4)
                for degree in 0..<count {
                    let d = Double(degree)
                    (value, before) = (
                        root * (2 / (d + 1)).squareRoot() * value - (d / (d + 1)).squareRoot() * before, value
                    )
                }
                slope = (2 * n).squareRoot() * before
                let step = value / slope
                root -= step
                if abs(step) < 1e-14 { break }
            }
            points[place] = root
            points[count - 1 - place] = -root
            weights[place] = 2 / (slope * slope)
            weights[count - 1 - place] = weights[place]
        }
        if count % 2 == 1 { points[count / 2] = 0 }
        let sum = weights.reduce(0, +)
        self.points = points.map { $0 * 2.0.squareRoot() }
        self.weights = weights.map { $0 / sum }
    }
}
