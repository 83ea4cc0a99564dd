namespace ServeMulti.FaultLab.Crash;

/// <summary>A quick part of the trial <c>crash</c>: hosts that are really killed, and resumed.</summary>
[TestFixture]
[Platform("Linux", Reason = "Shell scripts, kill -9 and /proc.")]
[NonParallelizable]
public sealed class CrashMatrixTests
{
    private const int Seed = 1;
    private const int Lanes = 2;

    private CrashMatrix _matrix = null!;

    [OneTimeSetUp]
    public async Task SetUpAsync() => _matrix = await CrashMatrix.BeginAsync(Lanes, ["sweep", "search"], CancellationToken.None);

    [OneTimeTearDown]
    public void TearDown() => _matrix.Dispose();

    [TestCase("sweep")]
    [TestCase("search")]
    public async Task Kill_AtStepsFromFirstToLast_LosesNothingRepeatsNothingLeavesNothing(string kind)
    {
        var verdicts = await TryAsync(CrashPlan.Matrix(kind, _matrix.ReferenceOf(kind).Steps, most: 5, new Random(Seed)));

        Assert.That(verdicts.Sum(verdict => verdict.Kills), Is.GreaterThanOrEqualTo(5), "hosts were killed");
        Assert.That(verdicts.Sum(verdict => verdict.Orphans), Is.Positive, "killed hosts left processes behind");
    }

    [TestCase("sweep")]
    [TestCase("search")]
    public async Task Kill_AtRandomMoments_LosesNothingRepeatsNothingLeavesNothing(string kind) =>
        await TryAsync(CrashPlan.Moments(kind, count: 2, _matrix.ReferenceOf(kind).Steps.Count, new Random(Seed)));

    [Test]
    public async Task Try_ContentAndFinishedRunsDiffer_IsTold()
    {
        var reference = _matrix.ReferenceOf("search");
        var other = new SortedDictionary<string, string>(reference.Content) { ["summary.csv"] = "other" };
        using var scripts = new CrashScripts();
        using var lane = new CrashLane(scripts);

        var verdict = await CrashCheck.TryAsync(
            lane,
            reference with
            {
                Content = other,
            },
            new CrashPoint("search", 1, IsHalfDone: false, 0, 0),
            CancellationToken.None
        );

        Assert.That(verdict.Problems, Has.Some.StartsWith("summary.csv is "));
        Assert.That(verdict.Problems, Has.Some.Contains("case.json is "), "the commands lie in another folder");
    }

    private async Task<List<CrashVerdict>> TryAsync(IReadOnlyList<CrashPoint> points)
    {
        var verdicts = new List<CrashVerdict>();
        await _matrix.TryAsync(points, verdicts.Add, CancellationToken.None);
        var broken = verdicts
            .Where(verdict => verdict.Problems.Count > 0)
            .Select(verdict =>
                $"{string.Join(Environment.NewLine, verdict.Problems)}{Environment.NewLine}To see it again: dotnet run --project tests/FaultLab -- {verdict.Point}"
            );
        Assert.That(broken, Is.Empty);
        Assert.That(verdicts, Has.Count.EqualTo(points.Count));
        return verdicts;
    }
}
