using System.Collections.Concurrent;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Limits how much memory the unfinished answers of a run take together. Safe for several threads at once.</summary>
internal sealed class AnswerMemory(long most = AnswerMemory.Most)
{
    /// <summary>The times of 14 million tokens: more than any server has in flight, and little beside the memory of a machine that measures
    /// one.</summary>
    public const long Most = 160 * 1024 * 1024;

    /// <summary>The length of a block.</summary>
    public const int BlockLength = 64 * 1024;

    private readonly ConcurrentBag<byte[]> _free = [];
    private long _taken;

    /// <summary>Takes memory.</summary>
    /// <exception cref="AnswerMemoryException">There is not so much left.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) > most)
        {
            Interlocked.Add(ref _taken, -bytes);
            throw new AnswerMemoryException(FormattableString.Invariant($"Unfinished answers take more than {most >> 20} MiB."));
        }
    }

    /// <summary>Gives memory back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);

    /// <summary>Takes a block, which others may have used before.</summary>
    /// <exception cref="AnswerMemoryException">There is not so much left.</exception>
    public byte[] TakeBlock()
    {
        Take(BlockLength);
        return _free.TryTake(out var block) ? block : new byte[BlockLength];
    }

    /// <summary>Gives a block back.</summary>
    public void ReturnBlock(byte[] block)
    {
        Return(BlockLength);
        _free.Add(block);
    }
}
