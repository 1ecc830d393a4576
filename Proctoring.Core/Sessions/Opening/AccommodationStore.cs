using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Stores the overridden rule settings of single students.</summary>
internal sealed class AccommodationStore(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules, TimeProvider time)
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    const int LongestName = 200;

    /// <summary>Stores an override for a student and replaces an earlier value. Running sessions do not change.</summary>
    /// <exception cref="ValidationException">The rule, setting or value is wrong, or a text is missing; the message says which.</exception>
    public Task KeepAsync(Guid owner, string studentId, RuleOverride change, string reason, CancellationToken cancellation) =>
        KeepAsync(owner, studentId, change, reason, null, cancellation);

    /// <summary>The same for a member of staff, with an entry in the audit log.</summary>
    /// <exception cref="ValidationException">The rule, setting or value is wrong, or a text is missing; the message says which.</exception>
    public async Task KeepAsync(
        Guid owner,
        string studentId,
        RuleOverride change,
        string reason,
        StaffViewer? author,
        CancellationToken cancellation
    )
    {
        if (TextCharacters.Mistake(studentId) is { } mistake)
            throw new ShownRefusalException(L["Refusal_StudentCharacters"], $"student_id {mistake}");
        if (TextCharacters.Mistake(change.Value) is { } inValue)
            throw new ShownRefusalException(L["Refusal_Value"], $"value {inValue}");
        reason = TextCharacters.Storable(reason, lines: true).Trim();
        if (string.IsNullOrWhiteSpace(studentId) || studentId.Length > 200)
            throw new ShownRefusalException(L["Refusal_StudentId", 200], "student_id is required, and has at most 200 characters");
        if (string.IsNullOrWhiteSpace(reason))
            throw new ShownRefusalException(L["Limit_Required_reason"]);
        if (reason.Length > 500)
            throw new ShownRefusalException(L["Limit_TooLong_reason", 500]);
        if (change.Value.Length > 200)
            throw new ShownRefusalException(L["Refusal_Value"], "value has at most 200 characters");
        if (rules.Mistakes([change]) is { Count: > 0 } mistakes)
            throw new ShownRefusalException(Shown(change), string.Join(Environment.NewLine, mistakes));

        await UniqueViolations
            .WithOneRetryAsync(() => WriteAsync(owner, studentId.Trim(), change, reason, author, cancellation))
            .ConfigureAwait(false);
    }

    /// <summary>The refusal of a value, with the numbers that the setting allows.</summary>
    static LocalizedString Shown(RuleOverride change) =>
        change.Rule == ExamArrangements.Id && ExamArrangements.LargestOf(change.Setting) is { } largest
            ? L["Refusal_WholeNumber", largest]
            : L["Refusal_Value"];

    async Task WriteAsync(
        Guid owner,
        string studentId,
        RuleOverride change,
        string reason,
        StaffViewer? author,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var student = await database.FindOrAddStudentAsync(owner, studentId, now, cancellation).ConfigureAwait(false);
        var setting = SpelledAsKnown(change);
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
        (row.Value, row.Reason, row.CreatedAt, row.AuthorId) = (change.Value, reason, now, author?.UserId);
        // Without the reason, which is often about health: auditors read the log, and it outlives an erasure.
        if (author is not null)
            database.Audit(author, "accommodation_set", SubjectOf(student, change.Rule, setting, change.Value), now);
        await database.SaveAboutAsync(student, cancellation).ConfigureAwait(false);
    }

    /// <summary>Returns the accommodations of the students of this server's own pages with their reasons and authors, for staff who manage
    /// them.</summary>
    public async Task<IReadOnlyList<ArrangedOverride>> ListForAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        if (!viewer.Is(StaffRoles.Administrator))
            return [];
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await (
            from row in database.Accommodations.AsNoTracking()
            join user in database.Users on row.AuthorId equals (Guid?)user.Id into users
            from user in users.DefaultIfEmpty()
            where row.Student!.OwnerId == Student.OwnPages
            orderby row.Student!.ExternalId, row.Rule, row.Setting
            select new ArrangedOverride(
                row.Id,
                row.Student!.ExternalId,
                row.Student.Name,
                row.Rule,
                row.Setting,
                row.Value,
                row.Reason,
                user == null ? null : user.Name,
                row.CreatedAt
            )
        )
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Removes an accommodation, with an entry in the audit log. Running sessions do not change.</summary>
    /// <returns>False if there is none, or the viewer may not remove it.</returns>
    public async Task<bool> RemoveAsync(StaffViewer viewer, int id, CancellationToken cancellation)
    {
        if (!viewer.Is(StaffRoles.Administrator))
            return false;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var row = await database
            .Accommodations.Include(known => known.Student)
            .SingleOrDefaultAsync(known => known.Id == id && known.Student!.OwnerId == Student.OwnPages, cancellation)
            .ConfigureAwait(false);
        if (row is null)
            return false;
        database.Remove(row);
        database.Audit(
            viewer,
            "accommodation_removed",
            SubjectOf(row.Student!, row.Rule, row.Setting, row.Value),
            time.GetUtcNow().UtcDateTime
        );
        try
        {
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another administrator removed it at the same moment.
            return false;
        }
    }

    /// <summary>The number, not the name: the audit log outlives the student's data.</summary>
    static string SubjectOf(Student student, string rule, string setting, string value) =>
        string.Create(CultureInfo.InvariantCulture, $"student {student.Number}: {rule} {setting} = {value}");

    /// <summary>Adds a guest for whom arrangements can be made before they have opened an exam.</summary>
    /// <returns>The guest's id.</returns>
    public async Task<string> AddGuestAsync(string? name, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var clean = TextCharacters.Cleaned(name ?? "").Trim();
        var id = $"guest-{RandomNumberGenerator.GetHexString(10, lowercase: true)}";
        database.Add(
            new Student
            {
                ExternalId = id,
                Name = clean.Length > 0 ? TextCharacters.Beginning(clean, LongestName) : null,
                CreatedAt = time.GetUtcNow().UtcDateTime,
            }
        );
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return id;
    }

    /// <summary>The setting as the catalogue spells it, so that one setting is one row.</summary>
    string SpelledAsKnown(RuleOverride change) =>
        change.Rule == ExamArrangements.Id
            ? ExamArrangements.NameOf(change.Setting)!
            : rules
                .Rules.Single(rule => rule.Kind.Id == change.Rule)
                .GetType()
                .GetProperties()
                .First(property => string.Equals(property.Name, change.Setting, StringComparison.OrdinalIgnoreCase))
                .Name;

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

/// <summary>An accommodation with its reason and author, for staff who manage them.</summary>
/// <param name="Id">Its id.</param>
/// <param name="StudentId">The student's id.</param>
/// <param name="StudentName">The student's name; null if unknown.</param>
/// <param name="Rule">The rule's id, or <see cref="ExamArrangements.Id"/>.</param>
/// <param name="Setting">The setting.</param>
/// <param name="Value">Its value.</param>
/// <param name="Reason">Why it was arranged.</param>
/// <param name="Author">Who arranged it; null for the console.</param>
/// <param name="At">When, UTC.</param>
public sealed record ArrangedOverride(
    int Id,
    string StudentId,
    string? StudentName,
    string Rule,
    string Setting,
    string Value,
    string Reason,
    string? Author,
    DateTime At
);
