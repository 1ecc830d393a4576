using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Tools.Practice;

/// <summary>Fills a developer's database with the sessions of an invented year, the same ones for the same seed and day.</summary>
internal sealed class PracticeData(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules, TimeProvider time)
{
    /// <summary>The most sessions that one call creates.</summary>
    public const int Most = 1_000_000;

    const int Batch = 5_000;

    /// <summary>Writes sessions and reports its progress.</summary>
    public async Task WriteAsync(int sessions, int seed, IProgress<int> progress, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var reviewers = await ReviewersAsync(database, cancellation).ConfigureAwait(false);
        var today = time.GetUtcNow().UtcDateTime.Date;
        var firstStudent = 1 + (await database.Students.MaxAsync(row => (int?)row.Id, cancellation).ConfigureAwait(false) ?? 0);
        var prefix = $"practice-{seed}-{firstStudent}";
        var first = today.AddDays(-PracticeSessions.Days).Year;
        var years = Enumerable.Range(first, today.Year - first + 1);
        var exams = await PracticeExams.WriteAsync(database, years, prefix, cancellation).ConfigureAwait(false);
        var session = new PracticeSessions(new Random(seed), today, rules, reviewers, exams);
        await WriteInOneAsync(
                database,
                async bulk =>
                {
                    var students = session.Students(firstStudent, Math.Clamp(sessions / 20, 20, 20_000), prefix);
                    await bulk.WriteAsync(students, cancellation).ConfigureAwait(false);
                },
                cancellation
            )
            .ConfigureAwait(false);
        for (var done = 0; done < sessions; done += Batch)
        {
            var batch = session.Next(Math.Min(Batch, sessions - done));
            await WriteInOneAsync(
                    database,
                    async bulk =>
                    {
                        await bulk.WriteAsync(batch.Sessions, cancellation).ConfigureAwait(false);
                        await bulk.WriteAsync(batch.Answers, cancellation).ConfigureAwait(false);
                        await bulk.WriteAsync(batch.Flags, cancellation).ConfigureAwait(false);
                        await bulk.WriteAsync(batch.Decisions, cancellation).ConfigureAwait(false);
                        await bulk.WriteAsync(batch.Verdicts, cancellation).ConfigureAwait(false);
                    },
                    cancellation
                )
                .ConfigureAwait(false);
            progress.Report(done + batch.Sessions.Count);
        }

        await TidyAsync(database, cancellation).ConfigureAwait(false);
    }

    static async Task WriteInOneAsync(ProctoringDb database, Func<BulkRows, Task> write, CancellationToken cancellation)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await write(new BulkRows(database)).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Reviewers for the decisions; switched off, so that they cannot sign in.</summary>
    static async Task<List<Guid>> ReviewersAsync(ProctoringDb database, CancellationToken cancellation)
    {
        List<Guid> ids = [];
        foreach (var name in new[] { "Practice reviewer 1", "Practice reviewer 2", "Practice reviewer 3" })
        {
            var user = await database.Users.SingleOrDefaultAsync(row => row.UserName == name, cancellation).ConfigureAwait(false);
            if (user is null)
            {
                user = new StaffUser
                {
                    Id = Guid.CreateVersion7(),
                    Name = name,
                    UserName = name,
                    NormalizedUserName = name.ToUpperInvariant(),
                    CreatedAt = DateTime.UnixEpoch,
                    DisabledAt = DateTime.UnixEpoch,
                };
                database.Add(user);
            }

            ids.Add(user.Id);
        }

        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return ids;
    }

    /// <summary>Refreshes the statistics that a database would have collected over a year.</summary>
    static async Task TidyAsync(ProctoringDb database, CancellationToken cancellation)
    {
        if (database.Database.IsNpgsql())
        {
            await database
                .Database.ExecuteSqlRawAsync(
                    """SELECT setval(pg_get_serial_sequence('"Students"', 'Id'), (SELECT max("Id") FROM "Students"))""",
                    cancellation
                )
                .ConfigureAwait(false);
            await database.Database.ExecuteSqlRawAsync("VACUUM ANALYZE", cancellation).ConfigureAwait(false);
        }
        else
        {
            await database.Database.ExecuteSqlRawAsync("ANALYZE", cancellation).ConfigureAwait(false);
        }
    }
}
