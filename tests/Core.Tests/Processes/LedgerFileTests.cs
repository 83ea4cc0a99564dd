namespace ServeMulti.Processes;

public sealed class LedgerFileTests
{
    private static readonly HostRecord Host = new("machine", "boot", 4026531836, new ProcessIdentity(10, 20));

    private readonly ProcessMark _mark = ProcessMark.Create();
    private string _path = "";

    [SetUp]
    public void MakePath() => _path = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N") + ".jsonl");

    [TearDown]
    public void RemoveFile() => File.Delete(_path);

    [Test]
    public void ReadRunning_NoFile_IsEmpty() => Assert.That(new LedgerFile(_path).ReadRunning(), Is.Empty);

    [Test]
    public void ReadRunning_LinesThatAreNotOurs_ArePassedOver()
    {
        File.WriteAllText(
            _path,
            "\n[1]\n{\n{\"event\":\"\\ud800\"}\n{\"event\":\"host\",\"machine\":\"\\ud800\",\"pid\":1,\"start_time\":2}\n{\"event\":\"started\",\"mark\":\"\\udc00\",\"pid\":3,\"start_time\":4}\n"
        );

        Assert.That(new LedgerFile(_path).ReadRunning(), Is.Empty);
    }

    [Test]
    public void ReadRunning_OnlyTheIntention_HasTheMarkAndNoIdentity()
    {
        var file = new LedgerFile(_path);
        file.AppendHost(Host);
        file.AppendStarting(_mark);

        Assert.That(new LedgerFile(_path).ReadRunning(), Is.EqualTo(new[] { new LedgerChild(Host, _mark, null) }));
    }

    [Test]
    public void ReadRunning_Started_HasTheIdentity()
    {
        WriteStarted(new LedgerFile(_path));

        Assert.That(new LedgerFile(_path).ReadRunning(), Is.EqualTo(new[] { new LedgerChild(Host, _mark, new ProcessIdentity(30, 40)) }));
    }

    [Test]
    public void ReadRunning_Ended_IsEmpty()
    {
        var file = new LedgerFile(_path);
        WriteStarted(file);
        file.AppendEnded(_mark);

        Assert.That(new LedgerFile(_path).ReadRunning(), Is.Empty);
    }

    [Test]
    public void ReadRunning_AnyTornEnd_HoldsEveryWholeLine()
    {
        WriteStarted(new LedgerFile(_path));
        new LedgerFile(_path).AppendEnded(_mark);
        var whole = File.ReadAllBytes(_path);
        var lastLine = Array.LastIndexOf(whole, (byte)'\n', whole.Length - 2) + 1;

        // Without its line feed only, the last line is whole.
        for (var length = lastLine; length < whole.Length - 1; length++)
        {
            File.WriteAllBytes(_path, whole[..length]);

            Assert.That(new LedgerFile(_path).ReadRunning(), Has.Count.EqualTo(1), $"cut after {length} bytes");
        }
    }

    [Test]
    public void Append_TornLastLine_StartsALineOfItsOwn()
    {
        WriteStarted(new LedgerFile(_path));
        File.AppendAllText(_path, "{\"event\":\"star");

        new LedgerFile(_path).AppendEnded(_mark);

        Assert.That(new LedgerFile(_path).ReadRunning(), Is.Empty);
    }

    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("{\"event\":\"started\",\"mark\":\"PATH\",\"pid\":1,\"start_time\":1}")]
    [TestCase("{\"event\":\"started\",\"mark\":7,\"pid\":\"x\"}")]
    [TestCase("not json")]
    public void ReadRunning_LineThatIsNoRecord_IsPassedOver(string line)
    {
        WriteStarted(new LedgerFile(_path));
        File.AppendAllText(_path, line + "\n");

        Assert.That(new LedgerFile(_path).ReadRunning(), Has.Count.EqualTo(1));
    }

    [Test]
    public void ReadRunning_EndlessLine_IsPassedOverInBoundedMemory()
    {
        WriteStarted(new LedgerFile(_path));
        File.AppendAllText(_path, $"{{\"event\":\"{new string('x', 20_000_000)}\n");
        new LedgerFile(_path).AppendStarting(ProcessMark.Create());
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.That(new LedgerFile(_path).ReadRunning(), Has.Count.EqualTo(2));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(2_000_000));
    }

    [Test]
    public void ReadRunning_LargerThanAnyLedger_IsRefused()
    {
        using (var file = File.Create(_path))
        {
            // Takes no room on the disk.
            file.SetLength(1L << 40);
        }

        Assert.That(() => new LedgerFile(_path).ReadRunning(), Throws.TypeOf<IOException>().With.Message.Contains("1099511627776 bytes"));
    }

    [Test]
    public void ReadRunning_IdOutOfRange_HasNoIdentity()
    {
        var file = new LedgerFile(_path);
        file.AppendHost(Host);
        File.AppendAllText(_path, $"{{\"event\":\"started\",\"mark\":\"{_mark.Variable}\",\"pid\":-1,\"start_time\":5}}\n");

        Assert.That(file.ReadRunning().Single().Identity, Is.Null);
    }

    [Test]
    public void ReadRunning_SeveralHosts_GivesEachChildItsOwn()
    {
        var later = Host with { BootId = "later" };
        var laterMark = ProcessMark.Create();
        var file = new LedgerFile(_path);
        WriteStarted(file);
        file.AppendHost(later);
        file.AppendStarting(laterMark);

        Assert.That(
            file.ReadRunning(),
            Is.EquivalentTo(new[] { new LedgerChild(Host, _mark, new ProcessIdentity(30, 40)), new LedgerChild(later, laterMark, null) })
        );
    }

    private void WriteStarted(LedgerFile file)
    {
        file.AppendHost(Host);
        file.AppendStarting(_mark);
        file.AppendStarted(_mark, new ProcessIdentity(30, 40));
    }
}
