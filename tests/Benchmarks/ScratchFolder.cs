namespace ServeMulti.Benchmarks;

/// <summary>A folder that is removed when the benchmark has ended.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("serve-multi-speed-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
