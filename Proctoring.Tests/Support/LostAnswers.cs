using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Proctoring.Core.Storage;

namespace Proctoring.Tests.Support;

/// <summary>A database whose first commits succeed although their answers are lost.</summary>
internal sealed class LostAnswers(CoreHost host, int count) : DbTransactionInterceptor, IDbContextFactory<ProctoringDb>
{
    int left = count;

    public ProctoringDb CreateDbContext() => new InterceptedDatabases(host, this).CreateDbContext();

    public override Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    ) => Interlocked.Decrement(ref left) >= 0 ? throw new IOException("The connection was lost.") : Task.CompletedTask;
}
