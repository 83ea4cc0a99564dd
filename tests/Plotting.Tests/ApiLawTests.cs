using System.Reflection;
using ServeMulti.Architecture;
using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting;

/// <summary>Keeps what every public type does alike.</summary>
public sealed class ApiLawTests
{
    private static readonly Assembly Package = typeof(RunSet).Assembly;

    [Test]
    public void Parsers_OfWhatTheyCannotRead_RefuseItAsInvalidInput()
    {
        Assert.That(ParsingLaw.FindParsers(Package), Is.EquivalentTo(new[] { "RunBin.Parse", "RunFilter.Parse" }));
        Assert.That(ParsingLaw.FindBreaches(Package), Is.Empty);
    }

    [Test]
    public void Options_TakeEveryValue_AndAreCheckedWhereTheyAreUsed() => Assert.That(OptionsLaw.FindRefusals(Package), Is.Empty);

    [TestCase(99)]
    [TestCase(10_000)]
    [TestCase(double.NaN)]
    public void Draw_PanelHeightOutOfRange_IsRefused(double height) =>
        Assert.That(
            () => MetricFigures.Draw(RunSet.From([]), new MetricFigureOptions { PanelHeight = height }),
            Throws.TypeOf<InvalidInputException>().With.Message.StartsWith("The panel height is")
        );
}
