using System.Net.Sockets;
using ServeMulti.Native;
using ServeMulti.Results;

namespace ServeMulti.Files;

[TestFixture]
[Platform("Linux", Reason = "Pipes, devices and sockets have paths.")]
public sealed class RegularFileTests
{
    private readonly ScratchFolder _folder = new();

    /// <summary>What is no file, made at a path, and what is said of it.</summary>
    private static readonly TestCaseData[] NoFiles =
    [
        new TestCaseData((Func<string, IDisposable?>)Pipe, "a pipe") { TestName = "{m}(pipe)" },
        new TestCaseData((Func<string, IDisposable?>)(path => Link(path, "/dev/full")), "a device") { TestName = "{m}(device)" },
        new TestCaseData((Func<string, IDisposable?>)(path => Link(path, "/dev/zero")), "a device") { TestName = "{m}(endless device)" },
        new TestCaseData((Func<string, IDisposable?>)Listen, "a socket") { TestName = "{m}(socket)" },
        new TestCaseData((Func<string, IDisposable?>)Folder, "a folder") { TestName = "{m}(folder)" },
    ];

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(NoFiles))]
    public void OpenRead_NoFile_IsRefused(Func<string, IDisposable?> make, string kind)
    {
        using var made = make(_folder["x"]);

        Assert.That(
            () => RegularFile.OpenRead(_folder["x"]),
            Throws
                .TypeOf<NotAFileException>()
                .With.Message.EqualTo($"'{_folder["x"]}' is {kind}, not a file.")
                .And.Property("Reason")
                .EqualTo($"it is {kind}")
        );
    }

    [TestCaseSource(nameof(NoFiles))]
    public void OpenRead_LinkToNoFile_IsRefused(Func<string, IDisposable?> make, string kind)
    {
        using var made = make(_folder["x"]);
        File.CreateSymbolicLink(_folder["link"], _folder["x"]);

        Assert.That(() => RegularFile.OpenRead(_folder["link"]), Throws.TypeOf<NotAFileException>().With.Message.Contains(kind));
    }

    [TestCaseSource(nameof(NoFiles))]
    public void Open_NoFile_IsRefused(Func<string, IDisposable?> make, string kind)
    {
        using var made = make(_folder["x"]);
        var append = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write };
        var replace = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };

        Assert.That(() => RegularFile.Open(_folder["x"], append), Throws.TypeOf<NotAFileException>().With.Message.Contains(kind));
        Assert.That(() => RegularFile.Open(_folder["x"], replace), Throws.TypeOf<NotAFileException>());
    }

    [TestCaseSource(nameof(NoFiles))]
    public void OpenWithoutWaiting_NoFileAppearsInBetween_DoesNotWait(Func<string, IDisposable?> make, string kind)
    {
        using var made = make(_folder["x"]);
        if (kind == "a socket")
        {
            Assert.That(() => PosixFiles.OpenWithoutWaiting(_folder["x"]), Throws.InstanceOf<IOException>());
            return;
        }

        using var handle = PosixFiles.OpenWithoutWaiting(_folder["x"]);

        Assert.That(PosixFileKind.Of(handle), Is.EqualTo(RegularFile.FindKind(_folder["x"])).And.Not.EqualTo(FileKind.Regular));
    }

    [Test]
    public void OpenRead_File_ReadsItWhileOthersReplaceIt()
    {
        File.WriteAllText(_folder["a"], "first");
        File.WriteAllText(_folder["b"], "second");
        File.CreateSymbolicLink(_folder["link"], _folder["a"]);
        using var reader = new StreamReader(RegularFile.OpenRead(_folder["link"]));

        File.Move(_folder["b"], _folder["a"], overwrite: true);

        Assert.That((reader.BaseStream.Length, reader.ReadToEnd()), Is.EqualTo((5, "first")));
    }

    [Test]
    public void OpenRead_NothingThere_IsWhatTheFrameworkSays()
    {
        Assert.That(() => RegularFile.OpenRead(_folder["no"]), Throws.TypeOf<FileNotFoundException>().With.Message.Contains(_folder["no"]));
        Assert.That(
            () => RegularFile.OpenRead(_folder["no/no"]),
            Throws.TypeOf<DirectoryNotFoundException>().With.Message.Contains(_folder["no/no"])
        );
        File.CreateSymbolicLink(_folder["loop"], _folder["loop"]);
        Assert.That(() => RegularFile.OpenRead(_folder["loop"]), Throws.TypeOf<IOException>().With.Message.Contains(_folder["loop"]));
        Assert.That(() => RegularFile.OpenRead("a\0b"), Throws.ArgumentException);
    }

    private static IDisposable? Pipe(string path)
    {
        ScratchFolder.MakePipe(path);
        return null;
    }

    private static IDisposable? Link(string path, string target)
    {
        File.CreateSymbolicLink(path, target);
        return null;
    }

    private static IDisposable? Folder(string path)
    {
        Directory.CreateDirectory(path);
        return null;
    }

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }
}
