using System.Text;
using ServeMulti.Results;

namespace ServeMulti.Processes;

public sealed class OutputLogTests
{
    private readonly ScratchFolder _folder = new();

    private string LogPath => Path.Combine(_folder.Path, "new", "server.log");

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Write_MoreThanTheLimit_KeepsTheLastAndTheOneBefore()
    {
        Write(sizeLimit: 10, "aaaaaaaa", "bbbbbbbb", "cccccccc", "dd");

        Assert.That(
            Directory.EnumerateFiles(Path.GetDirectoryName(LogPath)!),
            Is.EquivalentTo(new[] { LogPath, OutputLog.SetAsideName(LogPath) })
        );
        Assert.That(File.ReadAllText(LogPath), Is.EqualTo("ccccccccdd"));
        Assert.That(File.ReadAllText(OutputLog.SetAsideName(LogPath)), Is.EqualTo("bbbbbbbb"));
    }

    [Test]
    public void Write_WhatAnotherHostWrote_CountsToo()
    {
        Write(sizeLimit: 10, "aaaaaaaa");
        Write(sizeLimit: 10, "bbbb");

        Assert.That(File.ReadAllText(LogPath), Is.EqualTo("bbbb"));
    }

    [Test]
    public void Write_OnePieceLargerThanTheLimit_IsKeptWhole()
    {
        Write(sizeLimit: 3, "aaaaaaaa");

        Assert.That(File.ReadAllText(LogPath), Is.EqualTo("aaaaaaaa"));
        Assert.That(OutputLog.SetAsideName(LogPath), Does.Not.Exist);
    }

    [Test]
    public void Write_FolderWasRemoved_Throws()
    {
        using var log = new OutputLog(LogPath, sizeLimit: 1);
        log.Write("a"u8);
        Directory.Delete(Path.GetDirectoryName(LogPath)!, recursive: true);

        Assert.That(() => log.Write("b"u8), Throws.InstanceOf<IOException>());
    }

    private void Write(long sizeLimit, params string[] pieces)
    {
        using var log = new OutputLog(LogPath, sizeLimit);
        foreach (var piece in pieces)
        {
            log.Write(Encoding.UTF8.GetBytes(piece));
        }
    }
}
