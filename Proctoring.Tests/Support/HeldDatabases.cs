using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;

namespace Proctoring.Tests.Support;

/// <summary>A database that the test can delay or make unavailable.</summary>
internal sealed class HeldDatabases(IDbContextFactory<ProctoringDb> inner) : IDbContextFactory<ProctoringDb>
{
    readonly Queue<Task> holds = new();
    readonly SemaphoreSlim hanging = new(0);

    /// <summary>Whether the database is unavailable.</summary>
    public bool Away { get; set; }

    /// <summary>Every caller waits for this; null if the database answers at once.</summary>
    public TaskCompletionSource? Hang { get; set; }

    /// <summary>Waits until so many more callers hang.</summary>
    public async Task HangingAsync(int callers)
    {
        for (var caller = 0; caller < callers; caller++)
        {
            if (!await hanging.WaitAsync(TimeSpan.FromSeconds(60)))
                throw new TimeoutException($"Only {caller} of {callers} callers wait for the database.");
        }
    }

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
        if (Hang is { } hang)
        {
            hanging.Release();
            await hang.Task;
        }

        if (Away)
            throw new IOException("The database is away.");
        if (holds.TryDequeue(out var hold))
            await hold;
        return CreateDbContext();
    }
}
