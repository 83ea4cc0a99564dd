namespace ServeMulti.Cli;

/// <summary>How <c>serve-multi</c> ends. An interrupted command ends with 128 + the number of the signal.</summary>
internal static class ExitCodes
{
    /// <summary>Everything that was asked for is done.</summary>
    public const int Done = 0;

    /// <summary>The input was refused; nothing was started and nothing was written.</summary>
    public const int BadInput = 1;

    /// <summary>Some cases failed; what is finished is kept.</summary>
    public const int SomeFailed = 2;

    /// <summary>The host broke: a full disk, a folder that is gone, an error of its own.</summary>
    public const int HostBroke = 3;
}
