using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Policies;
using Proctoring.Core.Storage.Staff;
using Proctoring.Core.Telemetry;

namespace Proctoring.Core.Storage;

/// <summary>The database, independent of the provider. A context for each provider is in this folder.</summary>
public abstract class ProctoringDb(DbContextOptions options) : IdentityDbContext<StaffUser, IdentityRole<Guid>, Guid>(options)
{
    /// <summary>Long enough for every tag of BCP 47 in use (RFC 5646, section 4.4.1).</summary>
    internal const int LanguageTagLength = 35;

    /// <summary>Saves without links in the chains: only for the invented sessions of the verb "seed".</summary>
    internal bool Unchained { get; set; }

    /// <summary>The ends of the chains after the open transaction.</summary>
    internal PendingEnds PendingEnds { get; } = new();

    public DbSet<Student> Students => Set<Student>();

    public DbSet<Exam> Exams => Set<Exam>();

    public DbSet<Question> Questions => Set<Question>();

    public DbSet<ExamFile> ExamFiles => Set<ExamFile>();

    public DbSet<ExamInvitation> ExamInvitations => Set<ExamInvitation>();

    public DbSet<SessionFile> SessionFiles => Set<SessionFile>();

    public DbSet<AnswerGrade> AnswerGrades => Set<AnswerGrade>();

    public DbSet<RegradeRun> RegradeRuns => Set<RegradeRun>();

    public DbSet<SessionRegrade> SessionRegrades => Set<SessionRegrade>();

    public DbSet<ProctoringSession> Sessions => Set<ProctoringSession>();

    public DbSet<SessionAnswer> Answers => Set<SessionAnswer>();

    public DbSet<ProctoringViolation> Violations => Set<ProctoringViolation>();

    public DbSet<EvidenceImage> EvidenceImages => Set<EvidenceImage>();

    public DbSet<ScreenPicture> ScreenPictures => Set<ScreenPicture>();

    public DbSet<RoomCameraLink> RoomCameraLinks => Set<RoomCameraLink>();

    public DbSet<ProctoringReport> Reports => Set<ProctoringReport>();

    public DbSet<Accommodation> Accommodations => Set<Accommodation>();

    public DbSet<ObservationChunk> ObservationChunks => Set<ObservationChunk>();

    public DbSet<CandidatePage> CandidatePages => Set<CandidatePage>();

    public DbSet<SessionNumber> SessionNumbers => Set<SessionNumber>();

    public DbSet<EmbedTicket> EmbedTickets => Set<EmbedTicket>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<SystemBranding> SystemBrandings => Set<SystemBranding>();

    public DbSet<StoredAnswer> StoredAnswers => Set<StoredAnswer>();

    public DbSet<WebhookEndpoint> WebhookEndpoints => Set<WebhookEndpoint>();

    public DbSet<MailSubscription> MailSubscriptions => Set<MailSubscription>();

    public DbSet<OutboxEvent> OutboxEvents => Set<OutboxEvent>();

    public DbSet<OutboxDelivery> OutboxDeliveries => Set<OutboxDelivery>();

    public DbSet<FaceEnrolment> FaceEnrolments => Set<FaceEnrolment>();

    public DbSet<ErasureReceipt> ErasureReceipts => Set<ErasureReceipt>();

    public DbSet<DataDeletion> DataDeletions => Set<DataDeletion>();

    public DbSet<LegalHold> LegalHolds => Set<LegalHold>();

    public DbSet<RetentionRun> RetentionRuns => Set<RetentionRun>();

    public DbSet<PolicyVersion> PolicyVersions => Set<PolicyVersion>();

    public DbSet<StaffSession> StaffSessions => Set<StaffSession>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<ExamReviewer> ExamReviewers => Set<ExamReviewer>();

    public DbSet<StaffMessage> StaffMessages => Set<StaffMessage>();

    public DbSet<CandidateMessage> CandidateMessages => Set<CandidateMessage>();

    public DbSet<TimeChange> TimeChanges => Set<TimeChange>();

    public DbSet<FlagDecision> FlagDecisions => Set<FlagDecision>();

    public DbSet<SessionVerdict> SessionVerdicts => Set<SessionVerdict>();

    public DbSet<ReviewNote> ReviewNotes => Set<ReviewNote>();

    public DbSet<CandidateReply> CandidateReplies => Set<CandidateReply>();

    public DbSet<KnownSession> KnownSessions => Set<KnownSession>();

    public DbSet<KnownFlag> KnownFlags => Set<KnownFlag>();

    public DbSet<CalibrationDecision> CalibrationDecisions => Set<CalibrationDecision>();

    public DbSet<SessionConsent> Consents => Set<SessionConsent>();

    public DbSet<ManualIdentityCheck> ManualIdentityChecks => Set<ManualIdentityCheck>();

    public DbSet<HeadChallenge> HeadChallenges => Set<HeadChallenge>();

    public DbSet<ChainLink> ChainLinks => Set<ChainLink>();

    public DbSet<ChainHead> ChainHeads => Set<ChainHead>();

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var (start, stored) = (ProctoringMetrics.StartSave(), false);
        try
        {
            var rows = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken).ConfigureAwait(false);
            stored = true;
            return rows;
        }
        finally
        {
            ProctoringMetrics.SaveEnded(start, stored);
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<Severity>().HaveConversion<string>().HaveMaxLength(16);
        configurationBuilder.Properties<SessionStatus>().HaveConversion<string>().HaveMaxLength(16);
        configurationBuilder.Properties<Decision>().HaveConversion<string>().HaveMaxLength(16);
        configurationBuilder.Properties<Verdict>().HaveConversion<string>().HaveMaxLength(16);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.MapTimeFunctions(Database.IsNpgsql());
        builder.MapIdFunctions(Database.IsNpgsql());
        builder.MapStaff();
        builder.MapReviews();
        builder.MapOutbox();
        builder.MapPrivacy();
        builder.MapPolicies();
        builder.MapCalibration();
        builder.MapStudents();
        builder.MapExamContent();
        builder.MapSessions();
        builder.MapEvidence();
        builder.MapPreparations();
    }

    /// <summary>Npgsql accepts only UTC for timestamptz, and SQLite returns times without a kind; all times here are UTC.</summary>
    sealed class UtcConverter()
        : ValueConverter<DateTime, DateTime>(
            time => time.Kind == DateTimeKind.Utc ? time : time.ToUniversalTime(),
            time => DateTime.SpecifyKind(time, DateTimeKind.Utc)
        );
}
