using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;

namespace Proctoring.Tests.Support;

/// <summary>A database that the test can delay or make unavailable.</summary>
internal sealed class HeldDatabases(IDbContextFactory<ProctoringDb> inner) : IDbContextFactory<ProctoringDb>
{
    readonly Queue<Task> holds = new();

    /// <summary>Whether the database is unavailable.</summary>
    public bool Away { get; set; }

    /// <summary>The next caller waits for this task, once.</summary>
    public TaskCompletionSource HoldNext()
    {
        TaskCompletionSource hold = new();
        holds.Enqueue(hold.Task);
        return hold;
    }

    public ProctoringDb CreateDbContext() => inner.CreateDbContext();

    public async Task<ProctoringDb> CreateDbContextAsync(CancellationToken cancellationToken = default)
    {
        if (Away)
            throw new IOException("The database is away.");
        if (holds.TryDequeue(out var hold))
            await hold;
        return CreateDbContext();
    }
}
