namespace Proctoring.Core.Integration;

/// <summary>The codes of errors, which programs may depend on. The sentences may change, the codes do not (docs/api.md).</summary>
internal static class ErrorCodes
{
    public const string InvalidRequest = "invalid_request";
    public const string NotAuthenticated = "not_authenticated";
    public const string InvalidCredentials = "invalid_credentials";
    public const string FaceMismatch = "face_mismatch";
    public const string FaceUnconfirmed = "face_unconfirmed";
    public const string NotAllowed = "not_allowed";
    public const string MissingScope = "missing_scope";
    public const string OriginNotAllowed = "origin_not_allowed";
    public const string NotFound = "not_found";
    public const string ExamNotFound = "exam_not_found";
    public const string NoExamUnderWay = "no_exam_under_way";
    public const string DefinitionNotFound = "exam_definition_not_found";
    public const string NameTaken = "exam_name_taken";
    public const string Changed = "exam_definition_changed";
    public const string FileNotImported = "file_not_imported";
    public const string StudentNotFound = "student_not_found";
    public const string UnknownPath = "unknown_path";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string Timeout = "request_timeout";
    public const string Conflict = "conflict";
    public const string AlreadySubmitted = "already_submitted";
    public const string ExamUnderWay = "exam_under_way";
    public const string LegalHold = "legal_hold";
    public const string ExamBegun = "exam_begun";
    public const string ExamNotOpen = "exam_not_open";
    public const string IdempotencyKeyRequired = "idempotency_key_required";
    public const string ExamEnded = "exam_ended";
    public const string EmailRegistered = "email_registered";
    public const string StudentRegistered = "student_registered";
    public const string IdempotencyKeyReused = "idempotency_key_reused";
    public const string CallUnderWay = "call_under_way";
    public const string TooLarge = "body_too_large";
    public const string RateLimited = "rate_limited";
    public const string ExamFull = "exam_full";
    public const string Unavailable = "service_unavailable";
    public const string Internal = "internal_error";

    /// <summary>The code of a refusal without a more precise one.</summary>
    public static string Of(CallRefusal refusal) =>
        refusal switch
        {
            CallRefusal.NotProved => NotAuthenticated,
            CallRefusal.NotAllowed => NotAllowed,
            CallRefusal.NotFound => NotFound,
            CallRefusal.Conflict => Conflict,
            CallRefusal.TooOften => RateLimited,
            CallRefusal.Unavailable => Unavailable,
            _ => InvalidRequest,
        };

    /// <summary>The code of an HTTP status.</summary>
    public static string Of(int status) =>
        status switch
        {
            401 => NotAuthenticated,
            403 => NotAllowed,
            404 => UnknownPath,
            405 => MethodNotAllowed,
            408 => Timeout,
            409 => Conflict,
            413 => TooLarge,
            429 => RateLimited,
            503 => Unavailable,
            >= 500 => Internal,
            _ => InvalidRequest,
        };
}
