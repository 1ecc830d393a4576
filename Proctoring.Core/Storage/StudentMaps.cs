using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage;

/// <summary>The tables of students: their faces, arrangements and the receipts of erasures.</summary>
internal static class StudentMaps
{
    public static void MapStudents(this ModelBuilder model)
    {
        model.Entity<Student>(student =>
        {
            student.Property(s => s.ExternalId).HasMaxLength(200);
            student.Property(s => s.Name).HasMaxLength(200);
            student.Property(s => s.Email).HasMaxLength(254);
            student.Property(s => s.PasswordHash).HasMaxLength(200);
            student.Property(s => s.PostalAddress).HasMaxLength(500);
            student.Property(s => s.Language).HasMaxLength(ProctoringDb.LanguageTagLength);
            student.HasIndex(s => new { s.OwnerId, s.ExternalId }).IsUnique();
            student.HasIndex(s => new { s.OwnerId, s.Email }).IsUnique();
            student.HasIndex(s => new { s.OwnerId, s.Number }).IsUnique();
        });
        model.Entity<FaceEnrolment>(enrolment =>
        {
            enrolment.Property(e => e.Id).ValueGeneratedNever();
            enrolment.Property(e => e.ApprovedBy).HasMaxLength(FaceEnrolment.LongestApprover);
            enrolment.Property(e => e.RefusedFor).HasMaxLength(32);
            enrolment.HasOne<Student>().WithMany().HasForeignKey(e => e.StudentId);
        });
        model.Entity<ErasureReceipt>(receipt =>
        {
            receipt.Property(r => r.Id).ValueGeneratedNever();
            receipt.HasIndex(r => new { r.OwnerId, r.StudentNumber });
        });
        model.Entity<Accommodation>(accommodation =>
        {
            accommodation.Property(a => a.Rule).HasMaxLength(64);
            accommodation.Property(a => a.Setting).HasMaxLength(64);
            accommodation.Property(a => a.Value).HasMaxLength(200);
            accommodation.Property(a => a.Reason).HasMaxLength(500);
            accommodation
                .HasIndex(a => new
                {
                    a.StudentId,
                    a.Rule,
                    a.Setting,
                })
                .IsUnique();
        });
    }
}
