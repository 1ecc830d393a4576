using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Proctoring.Core.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ExamAuthoring : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "IX_Questions_ExamId_Number", table: "Questions");

            migrationBuilder.AddColumn<int>(name: "ExamVersion", table: "Sessions", type: "INTEGER", nullable: false, defaultValue: 1);

            migrationBuilder.AddColumn<decimal>(name: "MaxPoints", table: "Sessions", type: "TEXT", precision: 9, scale: 3, nullable: true);

            migrationBuilder.AddColumn<string>(name: "Paper", table: "Sessions", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<decimal>(name: "Points", table: "Sessions", type: "TEXT", precision: 9, scale: 3, nullable: true);

            migrationBuilder.AddColumn<int>(name: "Ungraded", table: "Sessions", type: "INTEGER", nullable: false, defaultValue: 0);

            migrationBuilder.AddColumn<string>(name: "BodyJson", table: "Questions", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<int>(name: "Difficulty", table: "Questions", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "Points",
                table: "Questions",
                type: "TEXT",
                precision: 7,
                scale: 2,
                nullable: false,
                defaultValue: 1m
            );

            migrationBuilder.AddColumn<string>(name: "Pool", table: "Questions", type: "TEXT", maxLength: 100, nullable: true);

            migrationBuilder.AddColumn<string>(name: "Section", table: "Questions", type: "TEXT", maxLength: 200, nullable: true);

            migrationBuilder.AddColumn<string>(name: "Tags", table: "Questions", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<int>(name: "Version", table: "Questions", type: "INTEGER", nullable: false, defaultValue: 1);

            migrationBuilder.AddColumn<string>(name: "AccessCode", table: "Exams", type: "TEXT", maxLength: 64, nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Admission",
                table: "Exams",
                type: "TEXT",
                maxLength: 16,
                nullable: false,
                defaultValue: "Everyone"
            );

            migrationBuilder.AddColumn<bool>(
                name: "AllowsCalculator",
                table: "Exams",
                type: "INTEGER",
                nullable: false,
                defaultValue: false
            );

            migrationBuilder.AddColumn<bool>(
                name: "AllowsHeadphones",
                table: "Exams",
                type: "INTEGER",
                nullable: false,
                defaultValue: false
            );

            migrationBuilder.AddColumn<bool>(name: "AllowsPaper", table: "Exams", type: "INTEGER", nullable: false, defaultValue: false);

            migrationBuilder.AddColumn<int>(name: "Attempts", table: "Exams", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<DateTime>(name: "ClosesAt", table: "Exams", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<string>(name: "Draws", table: "Exams", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<DateTime>(name: "OpensAt", table: "Exams", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<decimal>(name: "PassPercent", table: "Exams", type: "TEXT", precision: 5, scale: 2, nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Proctoring",
                table: "Exams",
                type: "TEXT",
                maxLength: 16,
                nullable: false,
                defaultValue: "Offered"
            );

            migrationBuilder.AddColumn<int>(name: "Revision", table: "Exams", type: "INTEGER", nullable: false, defaultValue: 0);

            migrationBuilder.AddColumn<string>(name: "Rules", table: "Exams", type: "TEXT", maxLength: 4000, nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ShownDetail",
                table: "Exams",
                type: "TEXT",
                maxLength: 16,
                nullable: false,
                defaultValue: "Answers"
            );

            migrationBuilder.AddColumn<string>(
                name: "ShownWhen",
                table: "Exams",
                type: "TEXT",
                maxLength: 16,
                nullable: false,
                defaultValue: "AtEnd"
            );

            migrationBuilder.AddColumn<bool>(
                name: "ShuffleQuestions",
                table: "Exams",
                type: "INTEGER",
                nullable: false,
                defaultValue: false
            );

            migrationBuilder.AddColumn<string>(
                name: "Status",
                table: "Exams",
                type: "TEXT",
                maxLength: 16,
                nullable: false,
                defaultValue: "Open"
            );

            migrationBuilder.AddColumn<string>(name: "TimeZone", table: "Exams", type: "TEXT", maxLength: 64, nullable: true);

            migrationBuilder.AddColumn<int>(name: "Version", table: "Exams", type: "INTEGER", nullable: false, defaultValue: 1);

            migrationBuilder.AddColumn<decimal>(name: "Points", table: "Answers", type: "TEXT", precision: 9, scale: 3, nullable: true);

            migrationBuilder.AddColumn<string>(name: "Response", table: "Answers", type: "TEXT", nullable: true);

            migrationBuilder.AddColumn<string>(name: "ScoredBody", table: "Answers", type: "TEXT", maxLength: 64, nullable: true);

            migrationBuilder.CreateTable(
                name: "AnswerGrades",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    SessionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    QuestionId = table.Column<int>(type: "INTEGER", nullable: false),
                    GraderId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Points = table.Column<decimal>(type: "TEXT", precision: 9, scale: 3, nullable: false),
                    Comment = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    GradedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AnswerGrades", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AnswerGrades_Questions_QuestionId",
                        column: x => x.QuestionId,
                        principalTable: "Questions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_AnswerGrades_Sessions_SessionId",
                        column: x => x.SessionId,
                        principalTable: "Sessions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "ExamFiles",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ExamId = table.Column<int>(type: "INTEGER", nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ContentType = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExamFiles", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ExamFiles_Exams_ExamId",
                        column: x => x.ExamId,
                        principalTable: "Exams",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "ExamInvitations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ExamId = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Email = table.Column<string>(type: "TEXT", maxLength: 254, nullable: false),
                    TokenHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    WithdrawnAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExamInvitations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ExamInvitations_Exams_ExamId",
                        column: x => x.ExamId,
                        principalTable: "Exams",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "SessionFiles",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    SessionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    QuestionId = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false),
                    UploadedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SessionFiles", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SessionFiles_Questions_QuestionId",
                        column: x => x.QuestionId,
                        principalTable: "Questions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_SessionFiles_Sessions_SessionId",
                        column: x => x.SessionId,
                        principalTable: "Sessions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "IX_Questions_ExamId_Version_Number",
                table: "Questions",
                columns: new[] { "ExamId", "Version", "Number" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "IX_AnswerGrades_QuestionId", table: "AnswerGrades", column: "QuestionId");

            migrationBuilder.CreateIndex(
                name: "IX_AnswerGrades_SessionId_QuestionId",
                table: "AnswerGrades",
                columns: new[] { "SessionId", "QuestionId" }
            );

            migrationBuilder.CreateIndex(
                name: "IX_ExamFiles_ExamId_Sha256",
                table: "ExamFiles",
                columns: new[] { "ExamId", "Sha256" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_ExamInvitations_ExamId_Email",
                table: "ExamInvitations",
                columns: new[] { "ExamId", "Email" },
                unique: true
            );

            migrationBuilder.CreateIndex(name: "IX_ExamInvitations_TokenHash", table: "ExamInvitations", column: "TokenHash", unique: true);

            migrationBuilder.CreateIndex(name: "IX_SessionFiles_QuestionId", table: "SessionFiles", column: "QuestionId");

            migrationBuilder.CreateIndex(name: "IX_SessionFiles_SessionId", table: "SessionFiles", column: "SessionId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "AnswerGrades");

            migrationBuilder.DropTable(name: "ExamFiles");

            migrationBuilder.DropTable(name: "ExamInvitations");

            migrationBuilder.DropTable(name: "SessionFiles");

            migrationBuilder.DropIndex(name: "IX_Questions_ExamId_Version_Number", table: "Questions");

            migrationBuilder.DropColumn(name: "ExamVersion", table: "Sessions");

            migrationBuilder.DropColumn(name: "MaxPoints", table: "Sessions");

            migrationBuilder.DropColumn(name: "Paper", table: "Sessions");

            migrationBuilder.DropColumn(name: "Points", table: "Sessions");

            migrationBuilder.DropColumn(name: "Ungraded", table: "Sessions");

            migrationBuilder.DropColumn(name: "BodyJson", table: "Questions");

            migrationBuilder.DropColumn(name: "Difficulty", table: "Questions");

            migrationBuilder.DropColumn(name: "Points", table: "Questions");

            migrationBuilder.DropColumn(name: "Pool", table: "Questions");

            migrationBuilder.DropColumn(name: "Section", table: "Questions");

            migrationBuilder.DropColumn(name: "Tags", table: "Questions");

            migrationBuilder.DropColumn(name: "Version", table: "Questions");

            migrationBuilder.DropColumn(name: "AccessCode", table: "Exams");

            migrationBuilder.DropColumn(name: "Admission", table: "Exams");

            migrationBuilder.DropColumn(name: "AllowsCalculator", table: "Exams");

            migrationBuilder.DropColumn(name: "AllowsHeadphones", table: "Exams");

            migrationBuilder.DropColumn(name: "AllowsPaper", table: "Exams");

            migrationBuilder.DropColumn(name: "Attempts", table: "Exams");

            migrationBuilder.DropColumn(name: "ClosesAt", table: "Exams");

            migrationBuilder.DropColumn(name: "Draws", table: "Exams");

            migrationBuilder.DropColumn(name: "OpensAt", table: "Exams");

            migrationBuilder.DropColumn(name: "PassPercent", table: "Exams");

            migrationBuilder.DropColumn(name: "Proctoring", table: "Exams");

            migrationBuilder.DropColumn(name: "Revision", table: "Exams");

            migrationBuilder.DropColumn(name: "Rules", table: "Exams");

            migrationBuilder.DropColumn(name: "ShownDetail", table: "Exams");

            migrationBuilder.DropColumn(name: "ShownWhen", table: "Exams");

            migrationBuilder.DropColumn(name: "ShuffleQuestions", table: "Exams");

            migrationBuilder.DropColumn(name: "Status", table: "Exams");

            migrationBuilder.DropColumn(name: "TimeZone", table: "Exams");

            migrationBuilder.DropColumn(name: "Version", table: "Exams");

            migrationBuilder.DropColumn(name: "Points", table: "Answers");

            migrationBuilder.DropColumn(name: "Response", table: "Answers");

            migrationBuilder.DropColumn(name: "ScoredBody", table: "Answers");

            migrationBuilder.CreateIndex(
                name: "IX_Questions_ExamId_Number",
                table: "Questions",
                columns: new[] { "ExamId", "Number" },
                unique: true
            );
        }
    }
}
