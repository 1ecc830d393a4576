using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Policies;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Integration;

/// <summary>A file with an exam, and what replaces its own values.</summary>
internal sealed record DefinitionFile
{
    public required string Name { get; init; }

    public required byte[] Bytes { get; init; }

    /// <summary>The format; null to recognise it.</summary>
    public ImportFormat? Format { get; init; }

    /// <summary>The unique name; null for the file's own.</summary>
    public string? ExamName { get; init; }

    public string? Title { get; init; }

    public string? Description { get; init; }

    public string? Language { get; init; }

    public int? Minutes { get; init; }

    public string? Policy { get; init; }

    /// <summary>Whether the questions that can be stored are stored without the others.</summary>
    public bool LeavesOut { get; init; }
}

/// <summary>What was read from a file.</summary>
/// <param name="Stored">The stored exam; null if nothing was to be stored.</param>
/// <param name="Content">Its content.</param>
/// <param name="Format">The format of the file.</param>
/// <param name="Rejected">The number of questions that were left out.</param>
/// <param name="Notices">The differences between the file and the exam.</param>
internal sealed record DefinedExam(
    StoredExam? Stored,
    ExamContent Content,
    ImportFormat Format,
    int Rejected,
    IReadOnlyList<FileMistake> Notices
);

/// <summary>Lets calling systems create, replace and publish the exams of this server. All systems share them.</summary>
internal sealed class ExamDefinitions(
    ExamStore exams,
    RuleCatalog rules,
    StoredPolicies policies,
    IDbContextFactory<ProctoringDb> databases
)
{
    /// <summary>The most mistakes in the sentence of an error; the answer lists the others.</summary>
    const int MostInSentence = 3;

    /// <summary>The most mistakes in an answer.</summary>
    const int MostListed = 200;

    /// <summary>Reads a file and checks it; stores nothing.</summary>
    /// <exception cref="CallRefusedException">The file cannot be imported; the mistakes name its lines.</exception>
    public DefinedExam Check(DefinitionFile file) => Check(file, null);

    DefinedExam Check(DefinitionFile file, ExamContent? before)
    {
        var read = ExamImport.Read(file.Name, file.Bytes, file.Format);
        List<FileMistake> notices = [],
            mistakes = [];
        // Of a file without a single good question nothing is left: its mistakes are the answer.
        var leavesOut = file.LeavesOut && read.Accepted > 0;
        foreach (var problem in read.Problems)
        {
            var kept = problem.Severity == ImportSeverity.Notice || (problem.Severity == ImportSeverity.Question && leavesOut);
            (kept ? notices : mistakes).Add(new FileMistake(problem.File, problem.Line, problem.Item, problem.Message));
        }

        var content = With(file, before is null || read.Format == ImportFormat.Json ? read.Content : Kept(before, read.Content));
        if (mistakes.Count == 0)
            mistakes.AddRange(
                ExamContentCheck.Problems(content).Select(problem => new FileMistake(file.Name, null, FieldOf(problem), problem.Message))
            );
        // The name: a version that is the newest now would not be offered after the next change.
        if (rules.FindOffered(content.Policy) is { } offered)
            content = content with { Policy = offered.Name };
        else
            mistakes.Add(new FileMistake(file.Name, null, "policy", rules.NoSuchPolicy(content.Policy)));
        if (mistakes.Count > 0)
            throw NotImported(mistakes);
        if (content.Questions.Count == 0)
            throw NotImported([new FileMistake(file.Name, null, "questions", "The file has no questions.")]);
        return new DefinedExam(null, content, read.Format!.Value, read.Rejected, Listed(notices, "notices"));
    }

    /// <summary>Stores the exam of a file as a draft.</summary>
    /// <exception cref="CallRefusedException">The file cannot be imported, its name is taken, or the caller has a test key.</exception>
    public async Task<DefinedExam> CreateAsync(ApiCaller caller, DefinitionFile file, CancellationToken cancellation)
    {
        var actor = await ActorAsync(caller, cancellation).ConfigureAwait(false);
        await policies.RefreshAsync(cancellation).ConfigureAwait(false);
        var defined = Check(file);
        if (await exams.FindAsync(actor, defined.Content.Slug, cancellation).ConfigureAwait(false) is not null)
            throw Taken(defined.Content.Slug);
        try
        {
            var stored = await exams.CreateAsync(actor, defined.Content, cancellation).ConfigureAwait(false);
            return defined with { Stored = stored };
        }
        catch (DbUpdateException mistake) when (mistake.IsUniqueViolation())
        {
            // Another call stored the same name at this moment.
            throw Taken(defined.Content.Slug);
        }
    }

    /// <summary>Replaces the content of an exam. Sessions keep the version that they were opened with.</summary>
    /// <exception cref="CallRefusedException">The file cannot be imported, there is no such exam, or it has changed since the revision.
    /// </exception>
    public async Task<DefinedExam> ReplaceAsync(
        ApiCaller caller,
        string name,
        int revision,
        DefinitionFile file,
        CancellationToken cancellation
    )
    {
        var actor = await ActorAsync(caller, cancellation).ConfigureAwait(false);
        var before = await FindAsync(caller, name, cancellation).ConfigureAwait(false);
        await policies.RefreshAsync(cancellation).ConfigureAwait(false);
        var defined = Check(
            file with
            {
                ExamName = file.ExamName ?? before.Content.Slug,
                Title = file.Title ?? before.Content.Title,
            },
            before.Content
        );
        try
        {
            var stored = await exams.ReplaceAsync(actor, before.Id, revision, defined.Content, cancellation).ConfigureAwait(false);
            return defined with { Stored = stored };
        }
        catch (DbUpdateConcurrencyException)
        {
            throw CallRefusedException.Conflict(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The exam \"{name}\" has revision {before.Revision}, and the call is based on {revision}; read it again"
                ),
                ErrorCodes.Changed
            );
        }
        catch (ValidationException mistake)
        {
            throw new CallRefusedException(CallRefusal.Invalid, mistake.Message) { Fields = CallRefusedException.FieldsOf(mistake) };
        }
    }

    /// <summary>Publishes an exam, withdraws it to a draft, or archives it. Running sessions continue.</summary>
    /// <exception cref="CallRefusedException">There is no such exam, or it cannot be published.</exception>
    public async Task<StoredExam> SetStatusAsync(ApiCaller caller, string name, ExamStatus status, CancellationToken cancellation)
    {
        var actor = await ActorAsync(caller, cancellation).ConfigureAwait(false);
        var exam = await FindAsync(caller, name, cancellation).ConfigureAwait(false);
        try
        {
            await exams.SetStatusAsync(actor, exam.Id, status, cancellation).ConfigureAwait(false);
        }
        catch (ValidationException mistake)
        {
            throw CallRefusedException.Conflict(RefusalText.PartOf(mistake));
        }
        catch (DbUpdateConcurrencyException)
        {
            throw CallRefusedException.Conflict($"The exam \"{name}\" was changed at this moment; try again", ErrorCodes.Changed);
        }

        return await FindAsync(caller, name, cancellation).ConfigureAwait(false);
    }

    /// <summary>Finds an exam, whatever its status.</summary>
    /// <exception cref="CallRefusedException">There is no such exam.</exception>
    public async Task<StoredExam> FindAsync(ApiCaller caller, string name, CancellationToken cancellation) =>
        await exams.FindAsync(Reader, name, cancellation).ConfigureAwait(false)
        ?? throw CallRefusedException.NotFound("There is no exam of this name on this server", ErrorCodes.DefinitionNotFound);

    /// <summary>The scope of the key was checked before.</summary>
    static StaffViewer Reader { get; } = new(null, "API", [StaffRoles.Administrator], null);

    /// <summary>The key, as the audit log names it.</summary>
    async Task<StaffViewer> ActorAsync(ApiCaller caller, CancellationToken cancellation)
    {
        if (caller.Limits.IsTest)
            throw CallRefusedException.NotAllowed(
                "A test key cannot change the exams of this server, because candidates of other keys see them; send dry_run to check a file"
            );
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var key = await database.ActorOfAsync(caller.KeyId, cancellation).ConfigureAwait(false);
        return Reader with { Name = key.Name };
    }

    /// <summary>Only our own format has the settings of an exam; with the others, an exam keeps them.</summary>
    static ExamContent Kept(ExamContent before, ExamContent read) =>
        before with
        {
            Questions = read.Questions,
            Draws = read.Draws,
            Files = read.Files,
        };

    static ExamContent With(DefinitionFile file, ExamContent content)
    {
        var title = file.Title ?? (content.Title.Length > 0 ? content.Title : Path.GetFileNameWithoutExtension(file.Name));
        return content with
        {
            Title = title,
            Slug = file.ExamName ?? (file.Title is null && content.Slug.Length > 0 ? content.Slug : Slugs.From(title)),
            Description = file.Description ?? content.Description,
            Language = file.Language ?? content.Language,
            Minutes = file.Minutes ?? content.Minutes,
            Policy = file.Policy ?? content.Policy,
        };
    }

    /// <summary>The field by its name in the API.</summary>
    static string FieldOf(ContentProblem problem) => problem.Field == "slug" ? "exam_name" : problem.Field;

    static CallRefusedException Taken(string name) =>
        CallRefusedException.Conflict(
            $"There is already an exam \"{name}\" on this server; choose another exam_name, or replace it with PUT",
            ErrorCodes.NameTaken
        );

    static CallRefusedException NotImported(List<FileMistake> mistakes)
    {
        var sentences = mistakes.Take(MostInSentence).Select(SentenceOf);
        var more =
            mistakes.Count > MostInSentence ? $" and {(mistakes.Count - MostInSentence).ToString(CultureInfo.InvariantCulture)} more" : "";
        return new CallRefusedException(
            CallRefusal.Invalid,
            $"Nothing was stored. {string.Join("; ", sentences)}{more}",
            ErrorCodes.FileNotImported
        )
        {
            Mistakes = Listed(mistakes, "mistakes"),
        };
    }

    /// <summary>The entries for an answer. The last one of a long list says how many are not in it.</summary>
    static List<FileMistake> Listed(List<FileMistake> all, string what)
    {
        if (all.Count <= MostListed)
            return all;
        var others = (all.Count - MostListed + 1).ToString(CultureInfo.InvariantCulture);
        return [.. all.Take(MostListed - 1), new FileMistake(all[0].File, null, null, $"{others} more {what} are not listed.")];
    }

    static string SentenceOf(FileMistake mistake)
    {
        var line = mistake.Line is { } number ? string.Create(CultureInfo.InvariantCulture, $", line {number}") : "";
        var item = string.IsNullOrEmpty(mistake.Item) ? "" : $", {mistake.Item}";
        return $"{mistake.File}{line}{item}: {mistake.Message.TrimEnd('.')}";
    }
}
