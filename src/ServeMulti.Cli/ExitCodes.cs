namespace ServeMulti.Cli;

/// <summary>The exit codes of <c>serve-multi</c>. An interrupted command exits with 128 + the number of the signal.</summary>
internal static class ExitCodes
{
    /// <summary>Success.</summary>
    public const int Done = 0;

    /// <summary>The input is invalid; nothing was started and nothing was written.</summary>
    public const int BadInput = 1;

    /// <summary>Some cases failed; finished results are kept.</summary>
    public const int SomeFailed = 2;

    /// <summary>The program could not go on: a full disk, a missing folder, an internal error.</summary>
    public const int HostBroke = 3;

    /// <summary>A comparison of two builds found a regression.</summary>
    public const int Regressed = 4;

    /// <summary>A comparison of two builds does not tell whether there is a regression.</summary>
    public const int NotKnown = 5;
}
