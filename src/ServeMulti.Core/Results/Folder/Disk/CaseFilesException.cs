using ServeMulti.Cases;

namespace ServeMulti.Results.Folder;

/// <summary>The exception for a fault that was met at one case's own files. Whether it concerns them alone is decided by
/// <see cref="StoreFault"/>.</summary>
internal sealed class CaseFilesException : IOException
{
    public CaseFilesException(BenchmarkCase benchmarkCase, string folder, int runNumber, Exception cause)
        : base(cause.Message, cause)
    {
        Case = benchmarkCase;
        Folder = folder;
        RunNumber = runNumber;
    }

    public BenchmarkCase Case { get; }

    /// <summary>Gets the full path of the case's folder.</summary>
    public string Folder { get; }

    /// <summary>Gets the number of the run; 0 where no single run is concerned.</summary>
    public int RunNumber { get; }
}
