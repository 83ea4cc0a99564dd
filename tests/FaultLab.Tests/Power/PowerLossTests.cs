using System.Text;

namespace ServeMulti.FaultLab.Power;

[TestFixture]
public sealed class PowerLossTests
{
    private string _root = null!;
    private PowerDisk _disk = null!;

    [SetUp]
    public void SetUp()
    {
        _root = Directory.CreateTempSubdirectory("serve-multi-power-").FullName;
        Directory.CreateDirectory(At("a"));
        Directory.CreateDirectory(At("b"));
        File.WriteAllText(At("a/file"), "old");
        _disk = PowerDisk.Load(_root);
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_root, recursive: true);

    [Test]
    public void Leave_NothingWasChanged_IsWhatWasThere() => Assert.That(ListLeft(), Is.EquivalentTo(new[] { "a/ a/file=old b/" }));

    [Test]
    public void Leave_FlushedFileWithoutFlushedName_MayBeGone()
    {
        Write("a/new", "content");

        Assert.That(ListLeft(), Is.EquivalentTo(new[] { "a/ a/file=old b/", "a/ a/file=old a/new=content b/" }));
    }

    [Test]
    public void Leave_RenamedOverAFile_IsTheOldOneOrTheNewOne()
    {
        Write("a/file.tmp", "new");
        _disk.FlushFolder(At("a"));
        _disk.Move(At("a/file.tmp"), At("a/file"));

        Assert.That(ListLeft(), Is.EquivalentTo(new[] { "a/ a/file=old a/file.tmp=new b/", "a/ a/file=new b/" }));
    }

    [Test]
    public void Leave_MovedToAnotherFolder_IsInOneOfBoth()
    {
        _disk.Move(At("a/file"), At("b/file"));

        Assert.That(ListLeft(), Is.EquivalentTo(new[] { "a/ a/file=old b/", "a/ b/ b/file=old" }));
    }

    [Test]
    public void Leave_MovedAndOnlyTheOldFolderFlushed_MayBeGone()
    {
        _disk.Move(At("a/file"), At("b/file"));
        _disk.FlushFolder(At("a"));

        Assert.That(ListLeft(), Is.EquivalentTo(new[] { "a/ b/", "a/ b/ b/file=old" }));
    }

    [Test]
    public void Leave_Appended_IsAnyPartOfIt()
    {
        _disk.Append(At("a/file"), "1234"u8);

        Assert.That(
            ListLeft(),
            Is.EquivalentTo(
                new[]
                {
                    "a/ a/file=old b/",
                    "a/ a/file=old\0\0\0\0 b/",
                    "a/ a/file=old12 b/",
                    "a/ a/file=old12\0\0 b/",
                    "a/ a/file=old1234 b/",
                }
            )
        );
    }

    [Test]
    public void Leave_FlushedFile_IsKept()
    {
        _disk.Append(At("a/file"), "1234"u8);
        _disk.FlushFile(At("a/file"));

        Assert.That(ListLeft(), Is.EquivalentTo(new[] { "a/ a/file=old1234 b/" }));
    }

    [Test]
    public void Leave_DiskThatKeepsOrder_EachFlushMakesEarlierNamesSafe()
    {
        _disk.KeepsOrder = true;
        _disk.CreateFolder(At("c"));
        _disk.FlushFolder(At("a"));

        Assert.That(ListLeft(), Is.EquivalentTo(new[] { "a/ a/file=old b/ c/" }));
    }

    [Test]
    public void ListChoices_MoreWaysThanAskedFor_HasNothingAndEverythingAndDiffers()
    {
        for (var number = 0; number < 20; number++)
        {
            Write($"a/{number}", "content");
        }

        var loss = new PowerLoss(_disk);
        var left = loss.ListChoices(60, new Random(1)).Select(choice => loss.Leave(choice).Count).ToList();

        Assert.That(left, Has.Count.EqualTo(60));
        Assert.That(left, Has.Some.EqualTo(3).And.Some.EqualTo(23).And.Some.EqualTo(4).And.Some.EqualTo(22));
    }

    [Test]
    public void Step_AfterTheLoss_NothingWorks()
    {
        _disk.BeginHost(1);
        _disk.CreateFolder(At("c"));

        Assert.That(() => _disk.CreateFolder(At("d")), Throws.TypeOf<PowerLostException>());
        Assert.That(() => _disk.FileExists(At("a/file")), Throws.TypeOf<PowerLostException>());
        Assert.That(_disk.IsWithoutPower);
    }

    private string At(string name) => Path.Combine(_root, name);

    private void Write(string name, string content) =>
        _disk.Write(At(name), stream => stream.Write(Encoding.UTF8.GetBytes(content)), isPrivate: false);

    private IEnumerable<string> ListLeft()
    {
        var loss = new PowerLoss(_disk);
        return loss.ListChoices(int.MaxValue, new Random(1))
            .Select(loss.Leave)
            .Select(left =>
                string.Join(
                    ' ',
                    left.Select(one => one.Key.EndsWith('/') ? one.Key : $"{one.Key}={Encoding.UTF8.GetString(one.Value.Content)}")
                )
            )
            .Distinct()
            .Order(StringComparer.Ordinal);
    }
}
