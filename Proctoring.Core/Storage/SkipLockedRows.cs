using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Proctoring.Core.Storage;

/// <summary>Makes a tagged query leave out the rows that another transaction has locked. For PostgreSQL; SQLite has one writer.</summary>
internal sealed class SkipLockedRows : DbCommandInterceptor
{
    /// <summary>The tag of such a query, which must not be a subquery.</summary>
    public const string Tag = "skip locked rows";

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        if (command.CommandText.StartsWith($"-- {Tag}", StringComparison.Ordinal))
#pragma warning disable CA2100 // The text of the query has parameters, and the addition is constant.
            command.CommandText += "\nFOR UPDATE SKIP LOCKED";
#pragma warning restore CA2100
        return ValueTask.FromResult(result);
    }
}
