namespace ServeMulti.FaultLab.Fuzz;

/// <summary>A file for a reader that takes nothing else.</summary>
internal static class ScratchFile
{
    public static T Read<T>(byte[] content, Func<string, T> read)
    {
        var path = Path.Combine(Path.GetTempPath(), $"serve-multi-fuzz-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllBytes(path, content);
            return read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
