namespace ServeMulti.Clusters;

/// <summary>The fake does what the real one does.</summary>
public sealed class FakeJobSchedulerTests : JobSchedulerContract
{
    private FakeJobScheduler _fake = new();

    protected override IJobScheduler Scheduler => _fake;

    [SetUp]
    public void CreateScheduler() => _fake = new FakeJobScheduler();

    protected override void LetScriptsEnd(string folder) => _fake.ScriptsEnd = true;

    protected override string OutputOf(string folder) => Path.Combine(folder, "output");
}
