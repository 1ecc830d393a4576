using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Xunit;

namespace Proctoring.Tests.Support;

/// <summary>Asks SQLite how it would run recorded queries. A plan shows what an elapsed time hides: a scan of a table, a sort, a query for
/// each row.</summary>
internal static partial class QueryPlans
{
    /// <summary>The plan of each query, its steps joined by line feeds.</summary>
    public static async Task<IReadOnlyList<string>> PlansAsync(this ProctoringDb database, IEnumerable<string> queries)
    {
        await database.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        List<string> plans = [];
        foreach (var query in queries)
        {
            await using var command = database.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"EXPLAIN QUERY PLAN {query}";
            foreach (var name in Parameters().Matches(query).Select(match => match.Value).Distinct())
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, DBNull.Value);
                command.Parameters.Add(parameter);
            }

            List<string> steps = [];
            await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
                steps.Add(reader.GetString(3));
            plans.Add(string.Join('\n', steps));
        }

        return plans;
    }

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameters();
}
