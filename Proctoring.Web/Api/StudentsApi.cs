using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Api;

/// <summary>Registers students, and verifies that a face is theirs.</summary>
internal static class StudentsApi
{
    static readonly ApiRight Right = new(ApiScopes.Students, Openly: true);

    public static void Map(ApiRoutes routes)
    {
        routes.Post(
            "register-student",
            "students",
            Right,
            new("Register a person with their face", typeof(RegisterStudentBody), typeof(RegisteredData), 201, 400, 409)
            {
                Codes = [ErrorCodes.EmailRegistered, ErrorCodes.StudentRegistered],
            },
            RegisterAsync
        );
        routes.Post(
            "verify-face",
            "verifications",
            Right,
            new("Compare a photograph with the enrolled face", typeof(VerifyFaceBody), typeof(VerifiedData), 200, 400, 401)
            {
                Codes = [ErrorCodes.InvalidCredentials, ErrorCodes.FaceMismatch, ErrorCodes.FaceUnconfirmed],
            },
            VerifyAsync
        );
    }

    static async Task<ApiAnswer> RegisterAsync(HttpContext context, StudentStore register, ApiLimits limits)
    {
        var body = await context.ReadBodyAsync<RegisterStudentBody>(ApiBody.Photo);
        if (Blank(body.StudentId) is { } id && StudentField.SharedMistake(id) is { } mistake)
            throw CallRefusedException.Field("student_id", mistake);
        using var turn = await limits.PictureAsync(context.RequestAborted);
        var student = await register.RegisterAsync(
            context.Caller(),
            new StudentRegistration(
                body.Name!.Trim(),
                body.Email!,
                body.Password!,
                body.PhotoData!.Bytes,
                Blank(body.Address),
                Blank(body.StudentId)
            )
            {
                PhotoApprovedBy = Blank(body.PhotoApprovedBy),
            },
            context.RequestAborted
        );
        var message = student.Turned
            ? "Student registered. The photo was turned: the face lay on its side or upside down"
            : "Student registered";
        return ApiAnswer.Created(message, new RegisteredData(student.Id, student.Id, student.FaceQuality));
    }

    static async Task<ApiAnswer> VerifyAsync(HttpContext context, FaceVerification verification, ApiLimits limits)
    {
        var body = await context.ReadBodyAsync<VerifyFaceBody>(ApiBody.Photo);
        if (body.StudentId is null && string.IsNullOrWhiteSpace(body.Email))
            throw CallRefusedException.Field("email", "is required, or student_id");
        if (body.StudentId is null && string.IsNullOrEmpty(body.Password))
            throw CallRefusedException.Field("password", "is required");
        // Per student, whatever address the call comes from.
        var named = body.StudentId is { } student ? $"student {student.Name}" : $"email {body.Email!.Trim().ToLowerInvariant()}";
        limits.Verifications.Call($"{context.Caller().OwnerId} {named}");
        using var turn = await limits.PictureAsync(context.RequestAborted);
        var verified = await verification.VerifyAsync(
            context.Caller(),
            new FaceClaim(body.Email, body.Password, body.StudentId?.Name, body.PhotoData!.Bytes),
            context.RequestAborted
        );
        return ApiAnswer.Ok(
            "Face verified",
            new VerifiedData(verified.StudentId, verified.Name, verified.Email, verified.Similarity, verified.Threshold, verified.Live)
        );
    }

    internal static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>The body of register-student.</summary>
internal sealed record RegisterStudentBody
{
    [Required, MaxLength(200)]
    public string? Name { get; init; }

    [Required, MaxLength(254)]
    public string? Email { get; init; }

    [Required, MaxLength(200), DataType(DataType.Password)]
    public string? Password { get; init; }

    [Required]
    public PictureData? PhotoData { get; init; }

    [MaxLength(500), DataType(DataType.MultilineText)]
    public string? Address { get; init; }

    /// <summary>The calling system's own id of the student.</summary>
    [MaxLength(200)]
    public string? StudentId { get; init; }

    /// <summary>The person who has checked the photo and accepts it even if the server would refuse it. Stored with the face.</summary>
    [MaxLength(FaceEnrolment.LongestApprover)]
    public string? PhotoApprovedBy { get; init; }
}

/// <summary>The body of verify-face.</summary>
internal sealed record VerifyFaceBody
{
    [MaxLength(254)]
    public string? Email { get; init; }

    [MaxLength(200), DataType(DataType.Password)]
    public string? Password { get; init; }

    public StudentField? StudentId { get; init; }

    [Required]
    public PictureData? PhotoData { get; init; }
}

/// <summary>The answer of register-student.</summary>
internal sealed record RegisteredData(int StudentId, int UserId, double FaceQuality);

/// <summary>The answer of verify-face.</summary>
internal sealed record VerifiedData(int StudentId, string? Name, string? Email, double Similarity, double Threshold, bool? Live);
