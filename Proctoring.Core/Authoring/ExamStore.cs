using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Policies;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Authoring;

/// <summary>Creates, changes, copies and archives exams. Every change is in the audit log and in the installation's chain.</summary>
internal sealed class ExamStore(
    IDbContextFactory<ProctoringDb> databases,
    RuleCatalog rules,
    StoredPolicies policies,
    TimeProvider time
)
{
    /// <summary>Returns the exams by title; an empty list unless the viewer is an administrator.</summary>
    public async Task<IReadOnlyList<ExamRow>> ListAsync(StaffViewer viewer, bool archived, CancellationToken cancellation)
    {
        if (!viewer.Is(StaffRoles.Administrator))
            return [];
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .Exams.Where(exam => archived == (exam.Status == ExamStatus.Archived))
            .OrderBy(exam => exam.Title)
            .ThenBy(exam => exam.Id)
            .Select(exam => new ExamRow(
                exam.Id,
                exam.Slug,
                exam.Title,
                exam.Status,
                exam.Version,
                exam.Questions.Count(question => question.Version == exam.Version),
                database.Sessions.Count(session => session.ExamId == exam.Id)
            ))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Returns the newest version of an exam; null if there is none, or the viewer is no administrator.</summary>
    public Task<StoredExam?> FindAsync(StaffViewer viewer, int examId, CancellationToken cancellation) =>
        FindAsync(viewer, exams => exams.Where(exam => exam.Id == examId), cancellation);

    /// <inheritdoc cref="FindAsync(StaffViewer, int, CancellationToken)" />
    public Task<StoredExam?> FindAsync(StaffViewer viewer, string slug, CancellationToken cancellation) =>
        FindAsync(viewer, exams => exams.Where(exam => exam.Slug == slug), cancellation);

    /// <summary>Returns an exam for an export with its solutions, and records the export.</summary>
    /// <inheritdoc cref="FindAsync(StaffViewer, int, CancellationToken)" />
    public async Task<StoredExam?> ExportAsync(StaffViewer viewer, int examId, string format, CancellationToken cancellation)
    {
        if (await FindAsync(viewer, examId, cancellation).ConfigureAwait(false) is not { } exam)
            return null;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        database.Audit(viewer, "exam_exported", SubjectOf(exam.Content.Slug, $"{exam.Content.Title}, {format}"), Now);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return exam;
    }

    /// <summary>Creates an exam as a draft.</summary>
    /// <exception cref="ValidationException">The content is wrong or the slug is taken; the message names the field.</exception>
    public async Task<StoredExam> CreateAsync(StaffViewer viewer, ExamContent content, CancellationToken cancellation)
    {
        Demand(viewer);
        var id = await AddAsync(
                content,
                ExamStatus.Draft,
                (database, exam) => database.Audit(viewer, "exam_created", SubjectOf(exam), Now),
                cancellation
            )
            .ConfigureAwait(false);
        return (await FindAsync(viewer, id, cancellation).ConfigureAwait(false))!;
    }

    /// <summary>Creates an exam of the product itself, open at once. It is no act of a person, so the audit log does not list it.</summary>
    /// <exception cref="ValidationException">The content is wrong or the slug is taken; the message names the field.</exception>
    public Task SeedAsync(ExamContent content, CancellationToken cancellation) =>
        AddAsync(content, ExamStatus.Open, (_, _) => { }, cancellation);

    async Task<int> AddAsync(ExamContent content, ExamStatus status, Action<ProctoringDb, Exam> audit, CancellationToken cancellation)
    {
        Check(content);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await DemandFreeSlugAsync(database, content.Slug, null, cancellation).ConfigureAwait(false);
        var exam = new Exam
        {
            Slug = content.Slug,
            Title = content.Title,
            Description = content.Description,
            Status = status,
            Questions = [.. ExamRows.QuestionsOf(content, 1)],
        };
        ExamRows.Write(content, exam);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        database.Add(exam);
        audit(database, exam);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        database.AddRange(ExamRows.FilesOf(content, exam.Id, []));
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return exam.Id;
    }

    /// <summary>Replaces the content. Changed questions become a new version, unless no session can have the present one; sessions keep
    /// the version they were opened with.</summary>
    /// <param name="viewer">An administrator.</param>
    /// <param name="examId">The exam.</param>
    /// <param name="revision">The revision that the new content is based on.</param>
    /// <param name="content">The new content.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    /// <exception cref="ValidationException">The content is wrong, the slug is taken, there is no such exam, or a published exam
    /// changes to a policy that is not offered.</exception>
    /// <exception cref="DbUpdateConcurrencyException">Someone has changed the exam since that revision.</exception>
    public async Task<StoredExam> ReplaceAsync(
        StaffViewer viewer,
        int examId,
        int revision,
        ExamContent content,
        CancellationToken cancellation
    )
    {
        Demand(viewer);
        Check(content);
        await policies.RefreshAsync(cancellation).ConfigureAwait(false);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await DemandFreeSlugAsync(database, content.Slug, examId, cancellation).ConfigureAwait(false);
        var exam = await ExamAsync(database, examId, cancellation).ConfigureAwait(false);
        if (exam.Revision != revision)
            throw new DbUpdateConcurrencyException($"Exam {examId} has revision {exam.Revision}; the change is based on {revision}.");
        if (exam.Status == ExamStatus.Open && content.Questions.Count == 0)
            throw new ValidationException("questions: a published exam needs a question; withdraw it first");
        // A published exam keeps a policy that was archived since, so that its candidates are not locked out.
        if (exam.Status == ExamStatus.Open && content.Policy != exam.Policy)
            DemandOffered(content.Policy);
        var before = await database
            .Questions.Where(question => question.ExamId == examId && question.Version == exam.Version)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        if (!ExamRows.AreQuestionsOf(before, content))
            await ReplaceQuestionsAsync(database, exam, before, content, cancellation).ConfigureAwait(false);
        var named = exam.Title;
        ExamRows.Write(content, exam);
        if (exam.Title != named)
            await ExamNames.CarryAsync(database, viewer, named, exam.Title, Now, cancellation).ConfigureAwait(false);
        exam.Revision++;
        var stored = await database
            .ExamFiles.Where(file => file.ExamId == examId)
            .Select(file => file.Sha256)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        database.AddRange(ExamRows.FilesOf(content, examId, stored));
        database.Audit(viewer, "exam_changed", SubjectOf(exam), Now);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return (await FindAsync(viewer, examId, cancellation).ConfigureAwait(false))!;
    }

    /// <summary>Copies the newest version of an exam to a new draft.</summary>
    /// <exception cref="ValidationException">There is no such exam, the slug is wrong or taken, or the policy of the exam is
    /// archived or no longer exists.</exception>
    public async Task<StoredExam> CopyAsync(StaffViewer viewer, int examId, string slug, string title, CancellationToken cancellation)
    {
        Demand(viewer);
        var source =
            await FindAsync(viewer, examId, cancellation).ConfigureAwait(false)
            ?? throw new ValidationException($"There is no exam {examId}.");
        await policies.RefreshAsync(cancellation).ConfigureAwait(false);
        DemandOffered(source.Content.Policy);
        return await CreateAsync(viewer, source.Content with { Slug = slug, Title = title }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Opens, archives or withdraws an exam. Running sessions continue.</summary>
    /// <exception cref="ValidationException">There is no such exam, or it cannot open: it has no questions, or its policy is archived
    /// or no longer exists.</exception>
    public async Task SetStatusAsync(StaffViewer viewer, int examId, ExamStatus status, CancellationToken cancellation)
    {
        Demand(viewer);
        await policies.RefreshAsync(cancellation).ConfigureAwait(false);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var exam = await ExamAsync(database, examId, cancellation).ConfigureAwait(false);
        if (exam.Status == status)
            return;
        if (status == ExamStatus.Open)
            DemandOffered(exam.Policy);
        if (
            status == ExamStatus.Open
            && !await database
                .Questions.AnyAsync(question => question.ExamId == examId && question.Version == exam.Version, cancellation)
                .ConfigureAwait(false)
        )
            throw new ValidationException("questions: an exam without questions cannot be published. Add a question first");
        exam.Status = status;
        exam.Revision++;
        var action = status switch
        {
            ExamStatus.Open => "exam_published",
            ExamStatus.Archived => "exam_archived",
            _ => "exam_withdrawn",
        };
        database.Audit(viewer, action, SubjectOf(exam), Now);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }

    DateTime Now => time.GetUtcNow().UtcDateTime;

    async Task<StoredExam?> FindAsync(StaffViewer viewer, Func<IQueryable<Exam>, IQueryable<Exam>> which, CancellationToken cancellation)
    {
        if (!viewer.Is(StaffRoles.Administrator))
            return null;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var exam = await which(database.Exams.AsNoTracking()).SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        if (exam is null)
            return null;
        var questions = await database
            .Questions.AsNoTracking()
            .Where(question => question.ExamId == exam.Id && question.Version == exam.Version)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var files = await database
            .ExamFiles.AsNoTracking()
            .Where(file => file.ExamId == exam.Id)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var sessions = await database.Sessions.CountAsync(session => session.ExamId == exam.Id, cancellation).ConfigureAwait(false);
        return new StoredExam(exam.Id, exam.Version, exam.Revision, exam.Status, sessions, ExamRows.Read(exam, questions, files));
    }

    /// <summary>Only a draft can change in place: a session of an open exam may be opened at this moment.</summary>
    static async Task ReplaceQuestionsAsync(
        ProctoringDb database,
        Exam exam,
        List<Question> before,
        ExamContent content,
        CancellationToken cancellation
    )
    {
        var taken =
            exam.Status != ExamStatus.Draft
            || await database
                .Sessions.AnyAsync(session => session.ExamId == exam.Id && session.ExamVersion == exam.Version, cancellation)
                .ConfigureAwait(false);
        if (taken)
        {
            exam.Version++;
        }
        else
        {
            database.RemoveRange(before);
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }

        exam.Questions.AddRange(ExamRows.QuestionsOf(content, exam.Version));
    }

    static async Task<Exam> ExamAsync(ProctoringDb database, int examId, CancellationToken cancellation) =>
        await database.Exams.SingleOrDefaultAsync(exam => exam.Id == examId, cancellation).ConfigureAwait(false)
        ?? throw new ValidationException($"There is no exam {examId}.");

    static async Task DemandFreeSlugAsync(ProctoringDb database, string slug, int? own, CancellationToken cancellation)
    {
        if (await database.Exams.AnyAsync(exam => exam.Slug == slug && exam.Id != own, cancellation).ConfigureAwait(false))
            throw new ValidationException($"slug: there is already an exam \"{slug}\"");
    }

    void DemandOffered(string policy)
    {
        if (rules.FindOffered(policy) is null)
            throw new ValidationException(
                rules.FindPolicy(policy) is { Stored.Archived: true }
                    ? $"policy: the policy \"{policy}\" is archived; choose another policy for the exam"
                    : $"policy: {rules.NoSuchPolicy(policy)}"
            );
    }

    static void Check(ExamContent content)
    {
        var problems = ExamContentCheck.Problems(content);
        if (problems.Count > 0)
            throw new ContentRefusedException([.. problems.Take(10)]);
    }

    static void Demand(StaffViewer viewer)
    {
        if (!viewer.Is(StaffRoles.Administrator))
            throw new UnauthorizedAccessException("Only administrators create and change exams.");
    }

    static string SubjectOf(Exam exam) => SubjectOf(exam.Slug, exam.Title);

    static string SubjectOf(string slug, string title) => $"exam {slug}: {title}";
}
