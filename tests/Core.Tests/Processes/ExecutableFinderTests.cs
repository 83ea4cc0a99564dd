namespace ServeMulti.Processes;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win", Reason = "Uses the permissions and the search path of POSIX systems.")]
public sealed class ExecutableFinderTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder()
    {
        _folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path.Combine(_folder, "bin"));
        var tool = Path.Combine(_folder, "bin", "tool");
        File.WriteAllText(tool, "#!/bin/sh\n");
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(_folder, "text"), "");
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void TryFind_NameInPath_IsFound()
    {
        var isFound = ExecutableFinder.TryFind("tool", out var path, out _, searchPath: $"/nowhere:{_folder}/bin");

        Assert.That(isFound, Is.True);
        Assert.That(path, Is.EqualTo($"{_folder}/bin/tool"));
    }

    [Test]
    public void TryFind_NameThatLiesInTheWorkingFolder_IsNotLookedForThere()
    {
        var isFound = ExecutableFinder.TryFind("tool", out _, out var problem, workingDirectory: $"{_folder}/bin", searchPath: "/nowhere");

        Assert.That(isFound, Is.False);
        Assert.That(problem, Does.Contain("'tool'").And.Contain("PATH"));
    }

    [Test]
    public void TryFind_RelativePath_IsRelativeToTheWorkingFolder()
    {
        var isFound = ExecutableFinder.TryFind("bin/tool", out var path, out _, workingDirectory: _folder);

        Assert.That(isFound, Is.True);
        Assert.That(path, Is.EqualTo($"{_folder}/bin/tool"));
    }

    [Test]
    public void TryFind_AbsolutePath_IsFound() => Assert.That(ExecutableFinder.FindProblem($"{_folder}/bin/tool"), Is.Null);

    [TestCase("/text", "permission")]
    [TestCase("/bin", "folder")]
    [TestCase("/missing", "does not exist")]
    public void FindProblem_PathThatCannotBeStarted_SaysWhy(string path, string reason) =>
        Assert.That(ExecutableFinder.FindProblem(_folder + path), Does.Contain(reason).And.Contain(_folder + path));

    [Test]
    public void FindProblem_FileWithoutPermissionInPath_IsPassedOver()
    {
        var isFound = ExecutableFinder.TryFind("text", out _, out var problem, searchPath: _folder);

        Assert.That(isFound, Is.False);
        Assert.That(problem, Does.Contain("'text'"));
    }

    [TestCase("")]
    [TestCase("a\0b")]
    public void FindProblem_NoFileName_IsAProblem(string executable) => Assert.That(ExecutableFinder.FindProblem(executable), Is.Not.Null);

    [Test]
    public void TryFind_WorkingFolderMissing_SaysSo()
    {
        var isFound = ExecutableFinder.TryFind("sh", out _, out var problem, workingDirectory: $"{_folder}/missing");

        Assert.That(isFound, Is.False);
        Assert.That(problem, Does.Contain($"{_folder}/missing"));
    }
}
