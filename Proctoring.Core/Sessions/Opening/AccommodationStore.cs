using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Stores the overridden rule settings of single students.</summary>
internal sealed class AccommodationStore(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules, TimeProvider time)
{
    /// <summary>Stores an override for a student and replaces an earlier value. Running sessions do not change.</summary>
    /// <exception cref="ValidationException">The rule, setting or value is wrong, or a text is missing; the message says which.</exception>
    public async Task KeepAsync(Guid owner, string studentId, RuleOverride change, string reason, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(studentId) || studentId.Length > 200)
            throw new ValidationException("student_id is required, and has at most 200 characters");
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > 500)
            throw new ValidationException("reason is required, and has at most 500 characters");
        if (change.Value.Length > 200)
            throw new ValidationException("value has at most 200 characters");
        if (rules.Mistakes([change]) is { Count: > 0 } mistakes)
            throw new ValidationException(string.Join(Environment.NewLine, mistakes));

        await UniqueViolations.WithOneRetryAsync(() => WriteAsync(owner, studentId, change, reason, cancellation)).ConfigureAwait(false);
    }

    async Task WriteAsync(Guid owner, string studentId, RuleOverride change, string reason, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var student = await database.FindOrAddStudentAsync(owner, studentId, now, cancellation).ConfigureAwait(false);
        // Spelled as in the catalogue, so that one setting is one row.
        var setting = rules
            .Rules.Single(rule => rule.Kind.Id == change.Rule)
            .GetType()
            .GetProperties()
            .First(property => string.Equals(property.Name, change.Setting, StringComparison.OrdinalIgnoreCase))
            .Name;
        var row = await database
            .Accommodations.SingleOrDefaultAsync(
                known => known.StudentId == student.Id && known.Rule == change.Rule && known.Setting == setting,
                cancellation
            )
            .ConfigureAwait(false);
        if (row is null)
            database.Add(
                row = new Accommodation
                {
                    Student = student,
                    Rule = change.Rule,
                    Setting = setting,
                    Value = change.Value,
                    Reason = reason,
                }
            );
        (row.Value, row.Reason, row.CreatedAt) = (change.Value, reason.Trim(), now);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Returns all accommodations, or those of one student.</summary>
    public async Task<IReadOnlyList<(string StudentId, RuleOverride Change, string Reason)>> ListAsync(
        string? studentId,
        CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await database
            .Accommodations.AsNoTracking()
            .Include(row => row.Student)
            .Where(row => studentId == null || row.Student!.ExternalId == studentId)
            .OrderBy(row => row.Student!.ExternalId)
            .ThenBy(row => row.Rule)
            .ThenBy(row => row.Setting)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return [.. rows.Select(row => (row.Student!.ExternalId, new RuleOverride(row.Rule, row.Setting, row.Value), row.Reason))];
    }

    /// <summary>Returns the overrides that a starting session stores; null for none.</summary>
    public static Task<string?> SnapshotAsync(ProctoringDb database, SessionAccess access, CancellationToken cancellation) =>
        SnapshotAsync(database, database.Sessions.HeldBy(access), cancellation);

    /// <summary>The same for a session to which the caller has proved the right.</summary>
    public static async Task<string?> SnapshotAsync(
        ProctoringDb database,
        IQueryable<ProctoringSession> session,
        CancellationToken cancellation
    )
    {
        var rows = await session
            .Join(
                database.Accommodations,
                session => session.StudentId,
                row => row.StudentId,
                (_, row) =>
                    new
                    {
                        row.Rule,
                        row.Setting,
                        row.Value,
                    }
            )
            .OrderBy(row => row.Rule)
            .ThenBy(row => row.Setting)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return RuleOverride.ToJson([.. rows.Select(row => new RuleOverride(row.Rule, row.Setting, row.Value))]);
    }
}
