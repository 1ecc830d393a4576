using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage;

/// <summary>The tables of exams that people create here, of uploaded answers and of grades.</summary>
internal static class ExamMaps
{
    public static void MapExamContent(this ModelBuilder model)
    {
        model.Entity<Exam>(exam =>
        {
            exam.Property(e => e.Slug).HasMaxLength(100);
            exam.Property(e => e.Title).HasMaxLength(200);
            exam.Property(e => e.Description).HasMaxLength(2000);
            exam.Property(e => e.Language).HasMaxLength(ProctoringDb.LanguageTagLength);
            exam.Property(e => e.Policy).HasMaxLength(64).HasDefaultValue("standard");
            exam.HasIndex(e => e.Slug).IsUnique();
            exam.HasMany(e => e.Questions).WithOne().HasForeignKey(q => q.ExamId);
            // The default of the column is that of the rows before there was the column.
            exam.Property(e => e.Version).HasDefaultValue(1);
            exam.Property(e => e.Revision).IsConcurrencyToken();
            exam.Property(e => e.Status).HasConversion<string>().HasMaxLength(16).HasDefaultValue(ExamStatus.Open);
            exam.Property(e => e.Proctoring).HasConversion<string>().HasMaxLength(16).HasDefaultValue(ProctoringOffer.Offered);
            exam.Property(e => e.Admission).HasConversion<string>().HasMaxLength(16).HasDefaultValue(ExamAdmission.Everyone);
            exam.Property(e => e.ShownDetail).HasConversion<string>().HasMaxLength(16).HasDefaultValue(ResultDetail.Answers);
            exam.Property(e => e.ShownWhen).HasConversion<string>().HasMaxLength(16).HasDefaultValue(ResultTime.AtEnd);
            exam.Property(e => e.AccessCode).HasMaxLength(64);
            exam.Property(e => e.TimeZone).HasMaxLength(64);
            exam.Property(e => e.PassPercent).HasPrecision(5, 2);
            exam.Property(e => e.Rules).HasMaxLength(4000);
        });
        model.Entity<Question>(question =>
        {
            question.Ignore(q => q.Body);
            question.Ignore(q => q.AskedBody);
            question.Property(q => q.Version).HasDefaultValue(1);
            question.Property(q => q.Points).HasPrecision(7, 2).HasDefaultValue(1m).HasSentinel(1m);
            question.Property(q => q.Title).HasMaxLength(200);
            question.Property(q => q.Section).HasMaxLength(200);
            question.Property(q => q.Pool).HasMaxLength(100);
            question
                .HasIndex(q => new
                {
                    q.ExamId,
                    q.Version,
                    q.Number,
                })
                .IsUnique();
        });
        model.Entity<ExamFile>(file =>
        {
            file.Property(f => f.Id).ValueGeneratedNever();
            file.Property(f => f.Sha256).HasMaxLength(64);
            file.Property(f => f.Name).HasMaxLength(200);
            file.Property(f => f.ContentType).HasMaxLength(64);
            file.HasIndex(f => new { f.ExamId, f.Sha256 }).IsUnique();
            file.HasOne<Exam>().WithMany().HasForeignKey(f => f.ExamId);
        });
        model.Entity<ExamInvitation>(invitation =>
        {
            invitation.Property(i => i.Id).ValueGeneratedNever();
            invitation.Property(i => i.Name).HasMaxLength(200);
            invitation.Property(i => i.Email).HasMaxLength(254);
            invitation.Property(i => i.SendError).HasMaxLength(300);
            // Of two administrators who invite a student at once, one is refused.
            invitation.HasIndex(i => new { i.ExamId, i.StudentId }).IsUnique().HasFilter("\"WithdrawnAt\" IS NULL");
            invitation.HasOne(i => i.Exam).WithMany().HasForeignKey(i => i.ExamId);
            invitation.HasOne(i => i.Student).WithMany().HasForeignKey(i => i.StudentId);
        });
        model.Entity<SessionFile>(file =>
        {
            file.Property(f => f.Id).ValueGeneratedNever();
            file.Property(f => f.Name).HasMaxLength(200);
            file.Property(f => f.Sha256).HasMaxLength(64);
            file.HasOne<ProctoringSession>().WithMany().HasForeignKey(f => f.SessionId);
            file.HasOne<Question>().WithMany().HasForeignKey(f => f.QuestionId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<AnswerGrade>(grade =>
        {
            grade.Property(g => g.Id).ValueGeneratedNever();
            grade.Property(g => g.Points).HasPrecision(9, 3);
            grade.Property(g => g.Comment).HasMaxLength(4000);
            grade.HasIndex(g => new { g.SessionId, g.QuestionId });
            grade.HasOne<ProctoringSession>().WithMany().HasForeignKey(g => g.SessionId);
            grade.HasOne<Question>().WithMany().HasForeignKey(g => g.QuestionId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<RegradeRun>(run =>
        {
            run.Property(r => r.Id).ValueGeneratedNever();
            run.Property(r => r.Reason).HasMaxLength(RegradeRun.LongestReason);
            run.Property(r => r.StartedBy).HasMaxLength(200);
            run.HasIndex(r => r.FinishedAt);
            run.HasOne<Exam>().WithMany().HasForeignKey(r => r.ExamId);
        });
        model.Entity<SessionRegrade>(regrade =>
        {
            regrade.Property(r => r.Id).ValueGeneratedNever();
            regrade.Property(r => r.Reason).HasMaxLength(RegradeRun.LongestReason);
            regrade.Property(r => r.ScoreBefore).HasPrecision(5, 2);
            regrade.Property(r => r.ScoreAfter).HasPrecision(5, 2);
            regrade.Property(r => r.PointsBefore).HasPrecision(9, 3);
            regrade.Property(r => r.PointsAfter).HasPrecision(9, 3);
            regrade.Property(r => r.MaxPointsBefore).HasPrecision(9, 3);
            regrade.Property(r => r.MaxPointsAfter).HasPrecision(9, 3);
            // A run that continues after a restart regrades no session twice.
            regrade.HasIndex(r => new { r.RunId, r.SessionId }).IsUnique();
            regrade.HasOne<ProctoringSession>().WithMany().HasForeignKey(r => r.SessionId);
        });
    }
}
