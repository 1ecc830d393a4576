using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Proctoring.Tests.Support;

/// <summary>Does something once, between the next query whose text contains a word and what its caller does with the result.</summary>
internal sealed class Meanwhile(string word) : DbCommandInterceptor
{
    public Func<Task>? Act { get; set; }

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default
    )
    {
        if (Act is { } act && command.CommandText.Contains(word, StringComparison.Ordinal))
        {
            Act = null;
            await act();
        }

        return result;
    }
}
