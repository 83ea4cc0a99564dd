using ServeMulti.Results;

namespace ServeMulti.Files;

/// <summary>Where a file is written, and what is never lost there.</summary>
[TestFixture]
[Platform(Exclude = "Win", Reason = "Links and pipes are made.")]
public sealed class OutputFileTests
{
    private readonly ScratchFolder _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase(null, TestName = "{m}(nothing)")]
    [TestCase("", TestName = "{m}(empty)")]
    [TestCase("ours, of before", TestName = "{m}(ours)")]
    public void Write_NothingIsLost_IsWritten(string? before)
    {
        if (before is not null)
        {
            File.WriteAllText(_folder["a"], before);
        }

        Write("a");

        Assert.That(ScratchFolder.Snapshot(_folder.Path), Is.EqualTo(new Dictionary<string, string> { ["a"] = "ours, new" }));
    }

    [Test]
    public void At_FileOfSomebodyElse_IsRefusedAndKept()
    {
        File.WriteAllText(_folder["a"], "theirs");

        Assert.That(() => At("a"), Throws.TypeOf<OutputRefusedException>().With.Message.Contains("--overwrite"));
        Assert.That(File.ReadAllText(_folder["a"]), Is.EqualTo("theirs"));

        At("a", overwrite: true).Write(stream => stream.Write("new"u8));
        Assert.That(ScratchFolder.Snapshot(_folder.Path), Is.EqualTo(new Dictionary<string, string> { ["a"] = "new" }));
    }

    [Test]
    public void Write_FileAppearsAfterTheLook_IsNotReplaced()
    {
        var output = At("a");
        File.WriteAllText(_folder["a"], "theirs");

        Assert.That(() => output.Write(stream => stream.Write("new"u8)), Throws.InstanceOf<IOException>());
        Assert.That(ScratchFolder.Snapshot(_folder.Path), Is.EqualTo(new Dictionary<string, string> { ["a"] = "theirs" }));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no modes of files")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Write_LinkToAFile_ReplacesTheFileAndKeepsTheLinkAndTheMode()
    {
        Directory.CreateDirectory(_folder["real/sub"]);
        File.WriteAllText(_folder["real/a"], "ours");
        File.SetUnixFileMode(_folder["real/a"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(_folder["folder"], "real/sub");
        File.CreateSymbolicLink(_folder["real/sub/second"], "../a");
        File.CreateSymbolicLink(_folder["first"], "folder/second");

        Write("first");

        Assert.That(File.ReadAllText(_folder["real/a"]), Is.EqualTo("ours, new"));
        Assert.That(new FileInfo(_folder["first"]).LinkTarget, Is.EqualTo("folder/second"));
        Assert.That(File.GetUnixFileMode(_folder["real/a"]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(Directory.GetFiles(_folder["real"]), Has.Length.EqualTo(1));
    }

    [Test]
    public void Write_LinkToNothing_CreatesItsTarget()
    {
        File.CreateSymbolicLink(_folder["link"], "new/a");

        Write("link");

        Assert.That(File.ReadAllText(_folder["new/a"]), Is.EqualTo("ours, new"));
    }

    [Test]
    public void At_LinkToItself_IsRefused()
    {
        File.CreateSymbolicLink(_folder["link"], _folder["link"]);

        Assert.That(() => At("link"), Throws.TypeOf<OutputRefusedException>().With.Message.Contains("leads to itself"));
    }

    [Test]
    [Platform("Linux", Reason = "Devices have these names.")]
    public void At_DevicePipeFolderOrOpenFile_IsRefusedAndKept()
    {
        ScratchFolder.MakePipe(_folder["pipe"]);
        Directory.CreateDirectory(_folder["folder"]);
        File.CreateSymbolicLink(_folder["full"], "/dev/full");
        using var open = File.Create(_folder["open"]);

        Assert.Multiple(() =>
        {
            foreach (
                var (name, reason) in new[] { ("pipe", "a pipe"), ("folder", "a folder"), ("full", "a device"), ("/dev/null", "a device") }
            )
            {
                Assert.That(() => At(name, overwrite: true), Throws.TypeOf<OutputRefusedException>().With.Message.Contains(reason), name);
            }

            var number = open.SafeFileHandle.DangerousGetHandle();
            Assert.That(
                () => At($"/dev/fd/{number}", overwrite: true),
                Throws.TypeOf<OutputRefusedException>().With.Message.Contains("open file of a process")
            );
            File.CreateSymbolicLink(_folder["linked"], $"/proc/self/fd/{number}");
            Assert.That(
                () => At("linked", overwrite: true),
                Throws.TypeOf<OutputRefusedException>().With.Message.Contains("open file of a process")
            );
        });
    }

    [Test]
    public void At_NameOfAFolder_IsRefusedAndNoneIsMade()
    {
        Assert.That(() => At("new/"), Throws.TypeOf<OutputRefusedException>().With.Message.Contains("folder"));
        Assert.That(Directory.GetFileSystemEntries(_folder.Path), Is.Empty);
    }

    [Test]
    public void Write_ContentFails_LeavesEverythingAsItWas()
    {
        File.WriteAllText(_folder["a"], "ours");

        Assert.That(() => At("a").Write(_ => throw new InvalidDataException("broken")), Throws.TypeOf<InvalidDataException>());
        Assert.That(ScratchFolder.Snapshot(_folder.Path), Is.EqualTo(new Dictionary<string, string> { ["a"] = "ours" }));
    }

    [Test]
    public void Append_File_IsWrittenAtItsEnd()
    {
        File.WriteAllText(_folder["a"], "ours");

        using (var stream = At("a").Append())
        {
            stream.Write(" and more"u8);
        }

        Assert.That(File.ReadAllText(_folder["a"]), Is.EqualTo("ours and more"));
    }

    private OutputFile At(string name, bool overwrite = false) =>
        OutputFile.At(Path.Combine(_folder.Path, name), stream => FileMark.IsIn(stream, "ours"u8), overwrite);

    private void Write(string name) => At(name).Write(stream => stream.Write("ours, new"u8));
}
