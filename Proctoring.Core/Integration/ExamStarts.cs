using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Integration;

/// <summary>What a calling system says to start an exam.</summary>
internal sealed record ExamStart
{
    public required StudentName Student { get; init; }

    /// <summary>The title or slug of an exam of ours, or the name of one of theirs.</summary>
    public required string ExamName { get; init; }

    public required int TotalQuestions { get; init; }

    public string? Name { get; init; }

    public string? Policy { get; init; }

    public string? ReturnUrl { get; init; }

    /// <summary>The exam's time; null for ours by the exam, for theirs as long as the right holds.</summary>
    public int? Minutes { get; init; }

    /// <summary>The questions are theirs, though there may be an exam of ours by that name.</summary>
    public bool OwnQuestions { get; init; }
}

/// <summary>Opens sessions for other systems. The candidate agrees and shows their face later, in the frame, where there is one.</summary>
internal sealed class ExamStarts(IDbContextFactory<ProctoringDb> databases, SessionOpener register, IOptions<ProctoringOptions> options, TimeProvider time)
{
    /// <summary>Opens a session. It is under way from here on, whether or not its frame is ever opened.</summary>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A field is missing or wrong; the message names it.</exception>
    /// <exception cref="CallRefusedException">There is no such student.</exception>
    public async Task<OpenedSession> OpenAsync(ApiCaller caller, ExamStart start, CancellationToken cancellation)
    {
        if (start.ReturnUrl is { } address && !IsWebAddress(address))
            throw CallRefusedException.Invalid("return_url must be an absolute http or https address of at most 2000 characters");
        var lifetime = options.Value.Api.SessionLifetime;
        var slug = start.OwnQuestions ? null : await SlugOfAsync(start.ExamName, cancellation).ConfigureAwait(false);
        return await register.OpenAsync(
            new SessionRequest
            {
                StudentId = await ExternalIdAsync(caller, start.Student, cancellation).ConfigureAwait(false),
                StudentName = start.Name,
                ExamSlug = slug,
                ExamName = start.ExamName,
                TotalQuestions = start.TotalQuestions,
                // The host of another's exam knows when its time is up; we only stop watching when the right to it ends.
                Minutes = start.Minutes ?? Math.Clamp((int)lifetime.TotalMinutes, 1, 600),
                Policy = start.Policy,
                Proctored = true,
                ConsentsLater = true,
            },
            new SessionOrigin(caller.KeyId, caller.OwnerId, start.ReturnUrl, time.GetUtcNow().UtcDateTime + lifetime),
            cancellation).ConfigureAwait(false);
    }

    /// <summary>The slug of the exam of ours that is meant; null where the questions live elsewhere.</summary>
    async Task<string?> SlugOfAsync(string name, CancellationToken cancellation)
    {
        var wanted = name.Trim().ToLowerInvariant();
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
#pragma warning disable CA1304, CA1311, CA1862 // Translated to lower(…) by the database.
        return await database.Exams.Where(exam => exam.Slug == wanted || exam.Title.ToLower() == wanted)
            .OrderByDescending(exam => exam.Slug == wanted).Select(exam => exam.Slug).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
#pragma warning restore CA1304, CA1311, CA1862
    }

    async Task<string> ExternalIdAsync(ApiCaller caller, StudentName student, CancellationToken cancellation)
    {
        if (student.ExternalId is { } id)
            return id;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.Students.OwnedBy(caller.OwnerId).Where(known => known.Number == student.Number).Select(known => known.ExternalId)
            .SingleOrDefaultAsync(cancellation).ConfigureAwait(false)
            ?? throw CallRefusedException.Invalid(string.Create(
                CultureInfo.InvariantCulture, $"student_id {student.Number} is not known; a number is one that register-student gave, your own id is a string"));
    }

    static bool IsWebAddress(string address) => address.Length <= 2000
        && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0;
}
