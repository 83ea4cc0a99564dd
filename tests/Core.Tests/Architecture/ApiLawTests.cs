using System.Reflection;
using System.Text.Json;
using ServeMulti.LoadGeneration;
using ServeMulti.Parameters;
using ServeMulti.Testing;

namespace ServeMulti.Architecture;

/// <summary>Keeps what every public type does alike.</summary>
public sealed class ApiLawTests
{
    private static readonly Assembly[] Packages =
    [
        typeof(ServeMultiException).Assembly,
        typeof(OpenAiBenchmarkRunner).Assembly,
        typeof(FakeServerLauncher).Assembly,
    ];

    [Test]
    public void Parsers_OfThePackages_AreFound() =>
        Assert.That(
            Packages.SelectMany(ParsingLaw.FindParsers),
            Is.SupersetOf(
                new[]
                {
                    "CommandLine.Parse",
                    "GoodputTargets.Parse",
                    "LoadVariable.Parse",
                    "ParameterLink.ParseList",
                    "ParameterSweep.Parse",
                    "ResultDocument.Parse",
                    "SearchAnswerReader.Parse",
                    "ServiceLevel.Parse",
                    "ServiceLevel.ParseList",
                    "ServiceLevel.TryParse",
                    "ThresholdCriterion.Parse",
                }
            )
        );

    [TestCaseSource(nameof(Packages))]
    public void Parsers_OfWhatTheyCannotRead_RefuseItAsInvalidInput(Assembly package) =>
        Assert.That(ParsingLaw.FindBreaches(package), Is.Empty);

    [Test]
    public void TryGet_OfAnyValue_DoesNotThrow()
    {
        ParameterValue[] values =
        [
            "",
            "x",
            "1",
            "inf",
            true,
            1,
            long.MinValue,
            1.5,
            double.NaN,
            double.NegativeInfinity,
            1e300,
            Json("[1]"),
            Json("1e999"),
        ];

        foreach (var value in values)
        {
            Assert.That(() => value.TryGetDouble(out _), Throws.Nothing);
            Assert.That(() => value.TryGetInt64(out _), Throws.Nothing);
        }
    }

    [TestCaseSource(nameof(Packages))]
    public void Options_TakeEveryValue_AndAreCheckedWhereTheyAreUsed(Assembly package) =>
        Assert.That(OptionsLaw.FindRefusals(package), Is.Empty);

    private static ParameterValue Json(string text) => ParameterValue.FromJson(JsonDocument.Parse(text).RootElement);
}
