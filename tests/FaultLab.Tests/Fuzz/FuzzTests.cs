using ServeMulti.FaultLab.Fuzz.Targets;

namespace ServeMulti.FaultLab.Fuzz;

/// <summary>The quick slice of the trials <c>fuzz</c> and <c>large-input</c>: the same inputs every time.</summary>
[TestFixture]
public sealed class FuzzTests
{
    private const int Seed = 20261124;
    private const int LargeBytes = 100_000;

    // A square of the input would take minutes, a line takes milliseconds.
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(60);

    private static IEnumerable<TestCaseData> Targets =>
        AllTargets.List.Select(target => new TestCaseData(target).SetArgDisplayNames(target.Name));

    private static IEnumerable<TestCaseData> LargeInputs =>
        AllTargets.List.SelectMany(
            target => target.Large,
            (target, input) => new TestCaseData(target, input).SetArgDisplayNames(target.Name, input.Name)
        );

    [TestCaseSource(nameof(Targets))]
    public async Task Try_HostileInput_BreaksNoLaw(object target)
    {
        var run = new FuzzRun((FuzzTarget)target, Seed);
        var failure = await Task.Run(() => run.Run(_ => run.Inputs < ((FuzzTarget)target).QuickInputs)).WaitAsync(HangLimit);
        Assert.That(failure, Is.Null);
    }

    [TestCaseSource(nameof(Targets))]
    public void Try_FirstSeed_IsReadAndNotRefused(object target) =>
        Assert.That(
            ((FuzzTarget)target).Try(FuzzText.ToBytes(((FuzzTarget)target).Seeds[0])),
            Does.Not.Contain("Exception").And.Not.Contain("refused").And.Not.Contain("none")
        );

    [TestCaseSource(nameof(LargeInputs))]
    public async Task Try_LargeInput_TakesWorkInProportion(object target, object input)
    {
        var run = new FuzzRun((FuzzTarget)target, Seed);
        var failure = await Task.Run(() => run.TryOnce(((LargeInput)input).Make(LargeBytes))).WaitAsync(HangLimit);
        Assert.That(failure, Is.Null);
    }
}
