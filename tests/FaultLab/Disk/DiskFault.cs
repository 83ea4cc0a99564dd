namespace ServeMulti.FaultLab.Disk;

/// <summary>One way in which a disk refuses.</summary>
/// <param name="Name">What the system calls it.</param>
/// <param name="Breaks">The operations that it can meet.</param>
/// <param name="Make">Makes the exception that the runtime raises for it, for the path in question.</param>
internal sealed record DiskFault(string Name, FileOperation Breaks, Func<string, Exception> Make)
{
    private const FileOperation Changes =
        FileOperation.Write | FileOperation.CreateFolder | FileOperation.Move | FileOperation.Delete | FileOperation.Lock;

    public static IReadOnlyList<DiskFault> All { get; } =
    [
        new(
            "ENOSPC",
            FileOperation.Write | FileOperation.CreateFolder | FileOperation.Move | FileOperation.Lock,
            path => Refusal("No space left on device", path, 28)
        ),
        new("EDQUOT", FileOperation.Write | FileOperation.CreateFolder, path => Refusal("Disk quota exceeded", path, 122)),
        new("EACCES", FileOperation.All, path => new UnauthorizedAccessException($"Access to the path '{path}' is denied.")),
        new("EROFS", Changes, path => Refusal("Read-only file system", path, 30)),
        new("EIO", FileOperation.All, path => Refusal("Input/output error", path, 5)),
        new("ESTALE", FileOperation.All, path => Refusal("Stale file handle", path, 116)),
        new(
            "ENOENT",
            FileOperation.All & ~FileOperation.Look,
            path => new DirectoryNotFoundException($"Could not find a part of the path '{path}'.")
        ),
        new(
            "EMFILE",
            FileOperation.Read | FileOperation.Write | FileOperation.Lock | FileOperation.Flush,
            path => Refusal("Too many open files", path, 24)
        ),
        new("ENOMEM", FileOperation.All, _ => new InsufficientMemoryException()),
        new("EISDIR", FileOperation.Read | FileOperation.Write | FileOperation.Move, path => Refusal("Is a directory", path, 21)),
    ];

    public override string ToString() => Name;

    private static IOException Refusal(string what, string path, int number) => new($"{what} : '{path}'", number);
}
