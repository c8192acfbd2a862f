import FoundationEssentials
import Markup

extension Question.HotSpot.Shape {
    /// `circle` and `x,y,r`, `rect` and two corners, `poly` and its corners, `ellipse` as the polygon that is near it,
    /// `default` as the whole picture.
    init?(qti name: String, _ coordinates: String, in picture: Question.Picture) {
        let numbers = coordinates.split { $0 == "," || $0 == " " }.compactMap { parseNumber($0) }
            .compactMap { Double($0.description) }.filter { abs($0) < 100_000 }.map { Int($0.rounded()) }
        switch name.lowercased() {
        case "circle" where numbers.count >= 3:
            self = .circle(centre: .init(x: numbers[0], y: numbers[1]), radius: numbers[2])
        case "rect" where numbers.count >= 4:
            let (left, top) = (min(numbers[0], numbers[2]), min(numbers[1], numbers[3]))
            self = .rectangle(
                corner: .init(x: left, y: top), width: abs(numbers[2] - numbers[0]),
                height: abs(numbers[3] - numbers[1]))
        case "poly" where numbers.count >= 6 && numbers.count <= 2_000:
            self = .polygon(
                stride(from: 0, to: numbers.count - 1, by: 2).map { .init(x: numbers[$0], y: numbers[$0 + 1]) })
        case "ellipse" where numbers.count >= 4:
            let corners = [
                (2, 0), (1.41, 1.41), (0, 2), (-1.41, 1.41), (-2, 0), (-1.41, -1.41), (0, -2), (1.41, -1.41),
            ]
            self = .polygon(
                corners.map { corner in
                    .init(
                        x: numbers[0] + Int((Double(numbers[2]) * corner.0 / 2).rounded()),
                        y: numbers[1] + Int((Double(numbers[3]) * corner.1 / 2).rounded()))
                })
        case "default":
            self = .rectangle(corner: .init(x: 0, y: 0), width: picture.width, height: picture.height)
        default: return nil
        }
    }

    /// The name and the coordinates.
    var qti: (name: String, coordinates: String) {
        switch self {
        case .circle(let centre, let radius): ("circle", "\(centre.x),\(centre.y),\(radius)")
        case .rectangle(let corner, let width, let height):
            ("rect", "\(corner.x),\(corner.y),\(corner.x + width),\(corner.y + height)")
        case .polygon(let corners): ("poly", corners.map { "\($0.x),\($0.y)" }.joined(separator: ","))
        }
    }

    /// Its upper left corner.
    var corner: Question.Point {
        switch self {
        case .circle(let centre, let radius): .init(x: centre.x - radius, y: centre.y - radius)
        case .rectangle(let corner, _, _): corner
        case .polygon(let corners): .init(x: corners.map(\.x).min() ?? 0, y: corners.map(\.y).min() ?? 0)
        }
    }
}
