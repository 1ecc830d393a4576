using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Storage;

/// <summary>The tables of the calibration of reviewers. All rows go with their session.</summary>
internal static class CalibrationMaps
{
    public static void MapCalibration(this ModelBuilder model)
    {
        model.Entity<KnownSession>(known =>
        {
            known.HasKey(k => k.SessionId);
            known.Property(k => k.MarkedBy).HasMaxLength(200);
            known.HasOne<ProctoringSession>().WithOne().HasForeignKey<KnownSession>(k => k.SessionId);
            known.HasMany(k => k.Flags).WithOne().HasForeignKey(f => f.SessionId);
        });
        model.Entity<KnownFlag>(flag =>
        {
            flag.HasKey(f => f.ViolationId);
            flag.HasOne<ProctoringViolation>().WithOne().HasForeignKey<KnownFlag>(f => f.ViolationId);
        });
        model.Entity<CalibrationDecision>(decision =>
        {
            decision.HasKey(d => new { d.ReviewerId, d.ViolationId });
            decision.HasOne<StaffUser>().WithMany().HasForeignKey(d => d.ReviewerId);
            decision.HasOne<KnownFlag>().WithMany().HasForeignKey(d => d.ViolationId);
            decision.HasIndex(d => d.SessionId);
        });
    }
}
