using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Proctoring.Tests.Support;

/// <summary>Records the text of each query that Entity Framework sends.</summary>
internal sealed class CommandCounter : DbCommandInterceptor
{
    readonly ConcurrentQueue<string> texts = new();

    /// <summary>The queries since the last <see cref="Reset"/>.</summary>
    public IReadOnlyList<string> Texts => [.. texts];

    public void Reset() => texts.Clear();

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        texts.Enqueue(command.CommandText);
        return ValueTask.FromResult(result);
    }
}
