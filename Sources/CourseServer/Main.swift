import Hummingbird
import HummingbirdHTTP2
import HummingbirdTLS
@main struct Main { static func main() { print("hello") } }
