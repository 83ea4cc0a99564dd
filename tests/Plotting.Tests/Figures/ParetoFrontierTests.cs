using CsCheck;

namespace ServeMulti.Plotting.Figures;

[TestFixture]
public sealed class ParetoFrontierTests
{
    [TestCase("", "")]
    [TestCase("10:5", "0")]
    [TestCase("5:5 10:5", "1")]
    [TestCase("10:3 10:5", "1")]
    [TestCase("10:3 5:5 3:10", "0 1 2")]
    [TestCase("5:5 10:10 3:3", "1")]
    [TestCase("10:5 10:5 5:5", "0 1")]
    [TestCase("10:5 5:5.0000000001 3:6", "0 2")]
    [TestCase("10:100 10:100 5:150 5:100 2:140 2:160", "0 1 2 5")]
    [TestCase("NaN:5 5:NaN 1:1 Infinity:3", "2")]
    public void Find_Points_KeepsThoseThatNoneBeats(string points, string expected) =>
        Assert.That(string.Join(' ', ParetoFrontier.Find(Parse(points))), Is.EqualTo(expected));

    [Test]
    public void Find_LowerIsBetter_TurnsTheDirection() =>
        Assert.That(ParetoFrontier.Find(Parse("10:3 5:5 3:10 20:20"), xHigherIsBetter: false, yHigherIsBetter: true), Is.EqualTo([2, 3]));

    [Test]
    public void Find_AnyPoints_AreThoseOfTheDefinition() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6], (x, y) => ((double)x, (double)y))
            .Array[0, 30]
            .Sample(points =>
                ParetoFrontier
                    .Find(points)
                    .SequenceEqual(Enumerable.Range(0, points.Length).Where(one => !points.Any(other => IsBeaten(points[one], other))))
            );

    private static bool IsBeaten((double X, double Y) one, (double X, double Y) other) =>
        other.X >= one.X && other.Y >= one.Y && (other.X > one.X || other.Y > one.Y);

    private static (double X, double Y)[] Parse(string points) =>
        [
            .. points
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(point => point.Split(':'))
                .Select(pair =>
                    (
                        double.Parse(pair[0], System.Globalization.CultureInfo.InvariantCulture),
                        double.Parse(pair[1], System.Globalization.CultureInfo.InvariantCulture)
                    )
                ),
        ];
}
