using System.Collections.Concurrent;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Storage.Chain;

/// <summary>Decides which rows and columns a chain covers. A new column of a listed type is covered automatically, if existing rows have
/// null in it, zero in a column that can't be null, or the value of its <see cref="DefaultValueAttribute"/>.</summary>
internal static class ChainedRows
{
    /// <summary>Columns of a running session that change with every picture, or with the server that monitors it, without a link. They are
    /// covered once the session has ended. A column that is set with ExecuteUpdate must be listed here or below; every other change of a
    /// session must be loaded, changed and saved.</summary>
    static readonly string[] ChangesWhileOpen =
    [
        nameof(ProctoringSession.LastWatchedAt),
        nameof(ProctoringSession.FramesRead),
        nameof(ProctoringSession.FramesRefused),
        nameof(ProctoringSession.Epoch),
        nameof(ProctoringSession.Holder),
    ];

    /// <summary>Columns that no chain covers, each with its reason.</summary>
    static readonly Dictionary<Type, string[]> Uncovered = new()
    {
        // The database assigns it after the content was hashed, and it carries no information: entries are ordered by their time.
        [typeof(AuditEntry)] = [nameof(AuditEntry.Id)],
    };

    static readonly ConcurrentDictionary<IEntityType, Column[]> Columns = new();

    /// <summary>Returns whether a chain covers rows of this type one by one. Answers are covered together, at the end of their
    /// session.</summary>
    public static bool Covers(object row) => KindOf(row) is not null;

    /// <summary>The content of a row; null for a row that no chain covers.</summary>
    /// <param name="model">The model that names the columns.</param>
    /// <param name="row">The row.</param>
    /// <param name="student">The external id of a session's student; ignored for other rows.</param>
    public static ChainContent? Of(IModel model, object row, string? student)
    {
        if (KindOf(row) is not { } kind)
            return null;
        var fields = Fields(model, row);
        var content = ChainContent.Create(kind, IdOf(row), row is ProctoringSession ? fields.Concat(["Student", student]) : fields);
        // The content distinguishes two entries of the audit log.
        return row is AuditEntry ? content with { SubjectId = content.Hash[2..] } : content;
    }

    /// <summary>The content of all answers of a session that has ended.</summary>
    public static ChainContent OfAnswers(IModel model, Guid sessionId, IEnumerable<SessionAnswer> answers) =>
        OfAnswers(sessionId, answers.Select(answer => OfAnswer(model, answer)));

    /// <summary>The same from the hashes of the answers.</summary>
    public static ChainContent OfAnswers(Guid sessionId, IEnumerable<AnswerHash> answers) =>
        ChainContent.Create(
            ChainContent.Answers,
            sessionId.ToString("N"),
            answers.OrderBy(answer => answer.QuestionId).Select(object? (answer) => answer.Hash)
        );

    /// <summary>The hash of one answer, for <see cref="OfAnswers(Guid, IEnumerable{AnswerHash})"/>.</summary>
    public static AnswerHash OfAnswer(IModel model, SessionAnswer answer) =>
        new(answer.QuestionId, Canonical.ShortHash(Fields(model, answer)));

    /// <summary>The names of the columns of a type that a chain covers.</summary>
    public static IEnumerable<string> CoveredColumns(IModel model, Type type) => ColumnsOf(model, type).Select(column => column.Name);

    static IEnumerable<object?> Fields(IModel model, object row)
    {
        var open = row is ProctoringSession { Status: SessionStatus.Preparing or SessionStatus.Running };
        foreach (var column in ColumnsOf(model, row.GetType()))
        {
            if (open && ChangesWhileOpen.Contains(column.Name))
                continue;
            // Omitted instead of written as empty, so that a column of a later version does not change the hash of older rows.
            if (column.Read(row) is { } value && !value.Equals(column.Default))
            {
                yield return column.WrittenName;
                yield return value;
            }
        }
    }

    static Column[] ColumnsOf(IModel model, Type type) =>
        Columns.GetOrAdd(
            model.FindEntityType(type) ?? throw new InvalidOperationException($"{type.Name} is not in the model."),
            entity =>
                [
                    .. entity
                        .GetProperties()
                        .Where(property =>
                            property.PropertyInfo is not null
                            && !(Uncovered.TryGetValue(type, out var left) && left.Contains(property.Name))
                        )
                        .OrderBy(property => property.Name, StringComparer.Ordinal)
                        .Select(property => new Column(property.Name, property.PropertyInfo!, DefaultOf(property))),
                ]
        );

    /// <summary>The value of rows that were stored before there was the column.</summary>
    static object? DefaultOf(IProperty property) =>
        property.PropertyInfo!.GetCustomAttribute<DefaultValueAttribute>() is { Value: { } value } ? value
        : property.ClrType.IsValueType && Nullable.GetUnderlyingType(property.ClrType) is null ? Activator.CreateInstance(property.ClrType)
        : null;

    static string? KindOf(object row) =>
        row switch
        {
            ProctoringSession => ChainContent.Session,
            SessionNumber => ChainContent.Number,
            ProctoringViolation => ChainContent.Violation,
            EvidenceImage => ChainContent.Evidence,
            ScreenPicture => ChainContent.Screen,
            ObservationChunk => ChainContent.Observations,
            ProctoringReport => ChainContent.Report,
            FlagDecision => ChainContent.Decision,
            SessionVerdict => ChainContent.Verdict,
            ReviewNote => ChainContent.Note,
            CandidateReply => ChainContent.Reply,
            StaffMessage => ChainContent.Message,
            CandidateMessage => ChainContent.CandidateMessage,
            TimeChange => ChainContent.TimeChange,
            SessionConsent => ChainContent.Consent,
            ManualIdentityCheck => ChainContent.IdentityCheck,
            HeadChallenge => ChainContent.HeadChallenge,
            AuditEntry => ChainContent.Action,
            Exam => ChainContent.Exam,
            Question => ChainContent.Question,
            ExamFile => ChainContent.ExamFile,
            SessionFile => ChainContent.Upload,
            AnswerGrade => ChainContent.Grade,
            SessionRegrade => ChainContent.Regrade,
            DataDeletion => ChainContent.Deletion,
            _ => null,
        };

    static string IdOf(object row) =>
        row switch
        {
            ProctoringSession session => session.Id.ToString("N"),
            SessionNumber number => number.Number.ToString(CultureInfo.InvariantCulture),
            ProctoringViolation violation => violation.Id.ToString("N"),
            EvidenceImage image => image.Id.ToString("N"),
            ScreenPicture picture => picture.Id.ToString("N"),
            ObservationChunk chunk => chunk.Sequence.ToString(CultureInfo.InvariantCulture),
            ProctoringReport report => report.SessionId.ToString("N"),
            FlagDecision decision => decision.Id.ToString("N"),
            SessionVerdict verdict => verdict.Id.ToString("N"),
            ReviewNote note => note.Id.ToString("N"),
            CandidateReply reply => reply.ViolationId.ToString("N"),
            StaffMessage message => message.Id.ToString("N"),
            CandidateMessage message => message.Id.ToString("N"),
            TimeChange change => change.Id.ToString("N"),
            SessionConsent consent => consent.SessionId.ToString("N"),
            ManualIdentityCheck check => check.SessionId.ToString("N"),
            HeadChallenge challenge => challenge.Id.ToString("N"),
            Exam exam => exam.Id.ToString(CultureInfo.InvariantCulture),
            Question question => question.Id.ToString(CultureInfo.InvariantCulture),
            ExamFile file => file.Id.ToString("N"),
            SessionFile file => file.Id.ToString("N"),
            AnswerGrade grade => grade.Id.ToString("N"),
            SessionRegrade regrade => regrade.Id.ToString("N"),
            DataDeletion deletion => deletion.Id.ToString("N"),
            _ => "",
        };

    sealed record Column(string Name, PropertyInfo Property, object? Default)
    {
        /// <summary>The name as the canonical form writes it. Boxed and encoded once: millions of rows repeat it.</summary>
        public object WrittenName { get; } = JsonEncodedText.Encode(Name);

        public object? Read(object row) => Property.GetValue(row);
    }
}

/// <summary>The hash of an answer's content.</summary>
/// <param name="QuestionId">The question.</param>
/// <param name="Hash">The hash, base64url.</param>
internal readonly record struct AnswerHash(int QuestionId, string Hash);
