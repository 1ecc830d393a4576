using System.Collections.Concurrent;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Proctoring.Tests.Support;

/// <summary>Records the queries that Entity Framework compiles. Each instance has its own cache of compiled queries, like a process that
/// has just started.</summary>
internal sealed class CompiledQueries : IQueryExpressionInterceptor
{
    readonly ConcurrentQueue<string> queries = new();

    /// <summary>The queries since the last <see cref="Reset"/>.</summary>
    public IReadOnlyList<string> Queries => [.. queries];

    public void Reset() => queries.Clear();

    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        queries.Enqueue(queryExpression.ToString());
        return queryExpression;
    }
}
