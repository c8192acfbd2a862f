import Foundation
import Markup

/// Shares of one hundred around a circle, one now and perhaps one before; the same figures stand in a table beside it.
struct RadarChart {
    struct Axis {
        var name: String
        /// 0…100; nil draws the axis without a point.
        var percent: Double?
        var earlier: Double?
    }

    /// Tells this picture's title from others on the page.
    var id: String
    var title: String
    var axes: [Axis]

    static let fewest = 3
    static let most = 30

    /// In a square of 1000, the middle at 500.
    private static let radius = 400.0

    func html(_ t: Words) -> HTML {
        guard (Self.fewest...Self.most).contains(axes.count) else { return .empty }
        let hasEarlier = axes.contains { $0.earlier != nil }
        return """
            <figure class="radar"><svg viewBox="0 0 1000 1000" role="img" aria-labelledby="\(id)-title \(id)-text">
            <title id="\(id)-title">\(title)</title><desc id="\(id)-text">\(text(t))</desc>
            \([25.0, 50, 75, 100].map { "<polygon class=\"ring\" points=\"\(ring($0))\"></polygon>" as HTML })
            \(axes.indices.map { axis in
                let (end, label) = (point(axis, 100), point(axis, 112))
                return """
                    <line class="ring" x1="500" y1="500" x2="\(end.x)" y2="\(end.y)"></line>\
                    <text x="\(label.x)" y="\(label.y + 12)">\(axis + 1)</text>

                    """ as HTML
            })
            \(when: hasEarlier, "<polygon class=\"before\" points=\"\(shape(\.earlier))\"></polygon>")
            <polygon class="now-shape" points="\(shape(\.percent))"></polygon>
            \(axes.indices.map { axis in
                axes[axis].percent.map { percent in
                    let dot = point(axis, percent)
                    return "<circle class=\"dot\" cx=\"\(dot.x)\" cy=\"\(dot.y)\" r=\"9\"></circle>" as HTML
                } ?? .empty
            })</svg>\
            \(when: hasEarlier, "<figcaption>\(t["survey.radar_earlier"])</figcaption>")</figure>
            """
    }

    private func text(_ t: Words) -> String {
        axes.enumerated().map { place, axis in
            "\(place + 1). \(axis.name): \(axis.percent.map { t.percent($0, digits: 0) } ?? "—")"
        }.joined(separator: "; ")
    }

    private func point(_ axis: Int, _ percent: Double) -> (x: Int, y: Int) {
        let angle = 2 * Double.pi * Double(axis) / Double(axes.count)
        let length = Self.radius * percent / 100
        return (Int((500 + length * sin(angle)).rounded()), Int((500 - length * cos(angle)).rounded()))
    }

    private func ring(_ percent: Double) -> String {
        axes.indices.map { axis in
            let corner = point(axis, percent)
            return "\(corner.x),\(corner.y)"
        }.joined(separator: " ")
    }

    private func shape(_ value: KeyPath<Axis, Double?>) -> String {
        axes.indices.compactMap { axis in
            axes[axis][keyPath: value].map { percent in
                let corner = point(axis, percent)
                return "\(corner.x),\(corner.y)"
            }
        }.joined(separator: " ")
    }
}

/// Shares of one hundred one under another.
struct BarChart {
    struct Bar {
        var name: String
        /// Said beside the bar.
        var value: String
        /// 0…100.
        var percent: Double
        var earlier: Double?
        var words: String = ""
    }

    var bars: [Bar]

    func html() -> HTML {
        """
        <ul class="bars">\(bars.map { bar in
            """
            <li><span>\(bar.name)\(when: !bar.words.isEmpty, "<br><span class=\"small muted\">\(bar.words)</span>")</span><span class="num">\(bar.value)</span>\
            <svg width="100%" height="12" aria-hidden="true"><rect class="ground" width="100%" height="12" rx="3"></rect>\
            <rect class="value" width="\(whole(bar.percent))%" height="12" rx="3"></rect>\
            \(bar.earlier.map { "<rect class=\"mark\" x=\"\(min(99, whole($0)))%\" width=\"3\" height=\"12\"></rect>" as HTML })</svg></li>

            """ as HTML
        })</ul>
        """
    }

    private func whole(_ percent: Double) -> Int { Int(min(100, max(0, percent)).rounded()) }
}
