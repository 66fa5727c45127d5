"""The words by which pages mark what is not the article: a table, no logic.

A phrase is matched against a whole short line, both folded (case, hamza, marks). Phrases are parted by ";".
The last sign of a phrase says what may follow it on the line:

- nothing: the phrase is the whole line (punctuation and a number in brackets aside);
- ``+``: at most five more words;
- ``:``: a colon, dash or bar and then anything, or nothing;
- ``…``: anything.

``(a|b)`` are alternatives; a first word never holds one.
"""

from __future__ import annotations

_TABLE = {
    "read-also": """
        اقرأ أيضا …; إقرأ أيضا …; اقرا كذلك …; اقرأ المزيد …; اقرأ المزيد عن …; اقرأوا أيضا …;
        إقرئي أيضا …; اقرأ في هذا الملف …; طالع أيضا …; طالع المزيد …; شاهد أيضا …; قد يهمك أيضا …;
        قد يهمك :; قد يعجبك أيضا +; ربما يعجبك +; للمزيد :; ...المزيد; المزيد; المزيد من الأخبار;
        للمزيد من (المعلومات|التفاصيل|الأخبار) (اضغط|انقر|اقرأ|إقرأ) +; لقراءة المزيد +;
        لقراءة المقال (كاملا|كاملًا|الأصلي) +; تابع القراءة +; أكمل القراءة +; إقرأ المزيد …;
        مواضيع ذات صلة :; مواضيع متعلقة :; مواضيع مشابهة :; موضوعات ذات صلة :; موضوعات متعلقة :;
        مقالات ذات صلة :; مقالات مشابهة :; مقالات متعلقة :; أخبار ذات صلة :; أخبار متعلقة :;
        أخبار مرتبطة :; أخبار مشابهة :; روابط ذات صلة :; ذات صلة :; بیشتر بخوانید …;
        بیشتر بخوانید :; بیشتر ببینید …; همچنین بخوانید …; همچنان بخوانید …; این مطلب را هم بخوانید …;
        اخبار مرتبط :; مطالب مرتبط :; مطالب مشابه :; خبرهای مرتبط :; ادامه مطلب +; مزید پڑھیں …;
        یہ بھی پڑھیں …; یہ بھی پڑھیے …; مزید پڑھیے …; متعلقہ خبریں :; متعلقہ مضامین :
        read also …; also read …; read more; read more :; read more about +; read more on +; read next …;
        read the full (story|article) +; continue reading +; see also :; more on this story +;
        more on this topic +; more on :; related :;
        related (articles|stories|news|posts|topics|content|coverage) :; recommended;
        recommended (for you|reading|stories|articles) +; you (may|might) also like +;
        you (may|might) also be interested in +; don't miss :; don’t miss :; must read :; watch also :;
        lire aussi …; à lire aussi …; a lire aussi …; à lire également …; à lire :; lire également …;
        lire la suite +; voir aussi :; sur le même sujet +; articles (liés|similaires|connexes) :;
        lesen sie auch …; lesen sie (mehr|hier|dazu) …; mehr zum thema :; mehr dazu :; weiterlesen :;
        das könnte sie auch interessieren +; auch interessant :; zum thema :; siehe auch :; lea también …;
        lee también …; leer también …; lea además …; te puede interesar :; le puede interesar :;
        noticias relacionadas :; artículos relacionados :; más información :; ayrıca okuyun …;
        bunu da oku …; bunları da oku …; ilgili haberler :; ilgili haber :; benzer haberler :;
        ayrıca bkz :;
        بیشتر بدانید …; مطالعه بیشتر :; در همین زمینه :; در همین رابطه :; مطالب پیشنهادی :; خبرهای مشابه :;
        اخبار مشابه :; گزارش‌های مرتبط :; پیشنهاد ما :; ادامه خبر +; نور ولولئ …; نور ولولی …; دا هم ولولئ …;
        اړوند خبرونه :; اړوند مطالب :; مزید جانیے …; یہ بھی دیکھیں …; مزید خبریں :; متعلقہ تحریریں :;
        زیاتر بخوێنەرەوە …; بابەتی پەیوەندیدار :; هەواڵی پەیوەندیدار :; leggi anche …; leia também …;
        leia mais …; articoli correlati :; baca juga …; lees ook …
    """,
    "share-bar": """
        شارك; مشاركة; شاركها; شاركه; شارك (الخبر|المقال|المقالة|الموضوع) +;
        مشاركة (الخبر|المقال|المقالة|الموضوع) +;
        شارك (عبر|على) (فيسبوك|تويتر|إكس|واتساب|تيليجرام|تلغرام|لينكدإن|البريد) +;
        شارك هذا (الخبر|المقال|الموضوع) …;
        انشر الخبر +; أرسل إلى صديق; ارسل لصديق; نسخ الرابط +; انسخ الرابط +; تم نسخ الرابط +;
        رابط مختصر +; الرابط المختصر :; رابط الخبر …; طباعة; اطبع; حفظ المقال +; اشتراک گذاری +;
        به اشتراک بگذارید +; اشتراک در +; همرسانی; همرسانی کنید; این خبر را به اشتراک بگذارید +;
        لینک کوتاه :; لینک کوتاه خبر :; کپی لینک +; شیئر کریں +; شیئر کیجیے; فيسبوك; تويتر; واتساب;
        تيليجرام; تلغرام; فيسبوك تويتر +
        share; share (this|on|via|article|story) +; share :; tweet; tweet this +; copy link;
        link copied +; email this +; print; print this +; save article; facebook; twitter; whatsapp;
        telegram; linkedin; pinterest; facebook twitter +; facebook x +; partager;
        partager (cet|l'article|l’article|sur|cette|via|par) +; imprimer; copier le lien +; teilen;
        artikel teilen; teilen (auf|via|per) +; drucken; link kopieren; compartir;
        compartir (en|por|este|esta|con) +; compartilhar; imprimir; copiar enlace; paylaş; haberi paylaş;
        bu haberi paylaş +; yazdır;
        به اشتراک‌گذاری +; این مطلب را به اشتراک بگذارید +; هم‌رسانی; چاپ; چاپ خبر; ارسال به دوستان;
        نسخه چاپی; شریک کړئ +; شریک یې کړئ +; خبر شیئر کریں +; پرنٹ; پرنٹ کریں; کاپی لنک +;
        بڵاوی بکەرەوە +; هاوبەشی پێ بکە +; condividi; condividi su +; compartilhe +; bagikan +
    """,
    "comment-form": """
        اترك رد; اترك ردا; اترك رد +; اترك تعليق +; اترك تعليقا +; اترك تعليقك +; أضف تعليق +;
        أضف تعليقا +; أضف تعليقك +; اكتب تعليقك +; اكتب تعليقا +; إلغاء الرد; إلغاء; التعليق *; التعليق;
        التعليقات +; تعليقات; تعليق; تعليقات (فيسبوك|القراء|الزوار); لا توجد تعليقات +; لا يوجد تعليقات +;
        لن يتم نشر عنوان بريدك +; الحقول الإلزامية مشار إليها +; الاسم; الاسم الكامل; البريد الإلكتروني;
        الموقع الإلكتروني; إرسال التعليق; إرسال; أرسل التعليق; احفظ اسمي، بريدي الإلكتروني …; احفظ اسمي …;
        يجب أنت تكون مسجل الدخول …; يجب أن تكون مسجل الدخول …; بريدك الإلكتروني +; دیدگاهتان را بنویسید +;
        دیدگاه خود را بنویسید +; نشانی ایمیل شما منتشر نخواهد شد …; بخش های موردنیاز علامت گذاری شده اند +;
        ارسال نظر +; نظر شما +; نظرات +; نظر بدهید +; دیدگاه ها +; دیدگاه; نام; ایمیل; تبصرہ کریں +; تبصرے;
        اپنا تبصرہ +; آپ کا ای میل ایڈریس شائع نہیں کیا جائے گا …
        leave a (reply|comment|response) +; leave your (reply|comment) +; cancel reply; post a comment +;
        post comment; add a comment +; add comment; comments; comment; no comments +; 0 comments;
        comments are closed +; show comments; view comments; join the (discussion|conversation) +;
        your email address will not be published …; required fields are marked +; save my name …;
        you must be logged in …; name *; name; email *; email; website; write a comment +;
        log in to (comment|reply) +; sign in to comment +; laisser un commentaire +;
        laissez un commentaire +; votre adresse e-mail ne sera pas publiée …;
        votre adresse de messagerie ne sera pas publiée …; annuler la réponse; les champs obligatoires +;
        ajouter un commentaire +; commentaires; réagir +; aucun commentaire; schreibe einen kommentar +;
        schreiben sie einen kommentar +; kommentar schreiben +; kommentare; antworten abbrechen;
        deine e-mail-adresse wird nicht veröffentlicht …; ihre e-mail-adresse wird nicht veröffentlicht …;
        kommentar verfassen; kommentieren; deja un comentario +; deja una respuesta +;
        dejar un comentario +; tu dirección de correo electrónico no será publicada …; comentarios;
        cancelar la respuesta; yorum yap +; yorum yaz +; yorumlar; yorumunuz; bir cevap yazın +;
        bir yanıt yazın +; e-posta adresiniz yayınlanmayacak …; e-posta hesabınız yayımlanmayacak …;
        cevabı iptal et;
        نظر خود را بنویسید +; دیدگاه‌تان را بنویسید +; ارسال دیدگاه +; ثبت نظر +; پاسخ دهید; لغو پاسخ;
        نظرات کاربران +; بدون دیدگاه; هیچ دیدگاهی +; نشانی ایمیل تان منتشر نخواهد شد …; خپل نظر ولیکئ +;
        تبصره وکړئ +; څرګندونې; تبصرہ شامل کریں +; تبصرہ لکھیں +; تبصرہ کیجیے +; جواب دیں +;
        لێدوان بنووسە +; lascia un commento +; deixe um comentário +; deixe uma resposta +
    """,
    "subscription": """
        لمتابعة آخر الأخبار …; لمتابعة آخر +; لمتابعة أخبار (العرب|العالم|الساعة) +;
        لمتابعة (المباراة|المباشر|التغطية) …; تابعوا آخر الأخبار …; تابع آخر الأخبار …;
        لتصلك آخر الأخبار …;
        تابعنا (على|عبر) (فيسبوك|تويتر|إكس|يوتيوب|انستغرام) …;
        تابعنا (على|عبر) (واتساب|تلغرام|تيليجرام|غوغل|صفحتنا|قناتنا) …;
        تابعونا (على|عبر) (فيسبوك|تويتر|إكس|يوتيوب|انستغرام) …;
        تابعونا (على|عبر) (واتساب|تلغرام|تيليجرام|غوغل|صفحتنا|قناتنا) …;
        تابعنا; تابعونا; اشترك الآن +;
        اشترك (في|ب) (نشرتنا|النشرة|القناة|قناة|قناتنا|القائمة|خدمة|تطبيق|صفحتنا|بريدنا|موقعنا) …;
        اشترك بالنشرة +; اشترك لتصلك …; اشترك; اشتركوا في (نشرتنا|النشرة|القناة|قناتنا) …;
        النشرة البريدية +; النشرة الإخبارية +; انضم إلى (قناتنا|قناة|مجموعتنا) …;
        انضموا إلى (قناتنا|قناة) …; حمل التطبيق +; حمّل تطبيق +; سجل في النشرة +;
        إشترك في (نشرتنا|النشرة) …; عضویت در (خبرنامه|کانال) +; در خبرنامه ما +;
        ما را در (تلگرام|اینستاگرام|فیسبوک|توییتر) دنبال کنید +; ہمیں فالو کریں +; سبسکرائب کریں +
        sign up for (our|the|free|a|daily|breaking) …; sign up to (our|the|receive|get) …; sign up;
        subscribe; subscribe (now|today|here) +; subscribe to (our|the) …; get our newsletter +;
        newsletter; newsletters; get the latest (news|headlines|updates|stories) …; follow us …;
        follow us on …; join our (newsletter|channel|telegram|whatsapp|mailing) …; download our app +;
        download the app +; enter your email +; your email address; by signing up …; get breaking news +;
        abonnez-vous …; inscrivez-vous à (la|notre) newsletter …; recevez (notre|la) newsletter …;
        suivez-nous …; s'abonner +; s’abonner +; newsletter abonnieren +; jetzt abonnieren +;
        abonnieren sie (unseren|den) …; folgen sie uns …; jetzt newsletter +; suscríbete …; suscríbase …;
        síguenos …; regístrate +; abone ol +; bültenimize abone +; bizi takip edin +; e-bültenimize +;
        ما را دنبال کنید …; به کانال (ما|تلگرام|یوتیوب) +; در تلگرام (ما|عضو) +; مشترک شوید +;
        موږ تعقیب کړئ +; زموږ سره یوځای شئ +; ہمارا (چینل|نیوز لیٹر) +; نیوز لیٹر +; واٹس ایپ چینل +;
        iscriviti alla newsletter +; inscreva-se +; seguici su …
    """,
    "view-counter": """
        مشاهدات :; المشاهدات :; عدد المشاهدات :; عدد القراءات :; عدد الزيارات :; القراءات :; الزيارات :;
        بازدید :; تعداد بازدید :; کد خبر :
        views :; reads :; hits :; visits :; vues :; aufrufe :; görüntülenme :; okunma :; post views :;
        visitas :;
        شمار بازدید :; دفعات بازدید :; شماره خبر :; کد مطلب :; شناسه خبر :; زمان مطالعه :; مدت مطالعه :;
        د لوستلو وخت :; مدة القراءة :; وقت القراءة :; دقائق قراءة; reading time :; lesezeit :;
        temps de lecture :; okuma süresi :; tempo di lettura :
    """,
    "widget": """
        آخر الأخبار; أخر الأخبار; آخر المستجدات; الأكثر قراءة +; الأكثر مشاهدة +; الأكثر تداولا +;
        الأكثر تعليقا; الأكثر شعبية; الأكثر رواجا; الأخبار العاجلة; أحدث الأخبار; أحدث المقالات;
        أهم الأخبار; اخترنا لك +; اخترنا لكم +; جديد الموقع; مختارات; إعلان; إعلانات; اعلان ممول;
        محتوى إعلاني; أخبار عاجلة; عاجل الآن; الوسوم; الوسوم :; وسوم :; كلمات مفتاحية :;
        الكلمات المفتاحية :; كلمات دلالية :; تصنيفات; الأرشيف; أحدث التعليقات; جار التحميل; تحميل المزيد;
        آخرین اخبار; تازه ترین اخبار; تازه ترین خبرها; پربازدیدترین ها; پربازدیدترین; پربیننده ترین ها;
        پربیننده ترین; پرخواننده ترین +; برچسب ها :; برچسب ها; تازہ ترین; تازہ ترین خبریں;
        سب سے زیادہ پڑھی جانے والی +; تبلیغات
        latest; latest news; latest (stories|headlines|posts|articles|updates); breaking news;
        most (read|viewed|popular|shared|commented); most read +; more from +; trending;
        trending (now|stories|news|topics) +; popular; popular (posts|stories|articles) +; top stories;
        top news; editor's picks; editors' picks; editor’s picks; recent posts; recent comments;
        advertisement; advertisement :; advertising; sponsored +; promoted; ad; ads; tags :; tags;
        topics :; filed under :; categories :; what to read next; in this article; from our partners;
        loading; load more; show more; see more; view all; see all;
        dernières (actualités|nouvelles|infos|news); les plus lus; les plus lues; le plus lu; publicité;
        à la une; mots-clés :; tags associés +; meistgelesen; neueste nachrichten; die meistgelesenen +;
        anzeige; werbung; aktuelle nachrichten; schlagworte :; schlagwörter :; mehr anzeigen;
        últimas noticias; lo más leído; lo más visto; más leídas; las más leídas; publicidad; etiquetas :;
        son dakika; son haberler; en çok okunanlar; çok okunanlar; etiketler :; reklam;
        جدیدترین اخبار; جدیدترین خبرها; تازه‌ترین‌ها; تازه ترین مطالب; پرخواننده‌ترین‌ها +; خبرهای مهم;
        مهم ترین خبرها; مهمترین اخبار; اخبار روز; اخبار برگزیده; گزیده اخبار; سرخط خبرها; کلیدواژه ها :;
        کلید واژه :; برچسب :; هشتک ها :; وروستي خبرونه; تازه خبرونه; ډېر لوستل شوي +; ټاکل شوي خبرونه;
        ټګونه :; اہم خبریں; تازہ خبریں; مقبول خبریں; ٹیگز :; اشتہار; اشتہارات; نوێترین هەواڵەکان;
        دوایین هەواڵ; زۆرترین خوێنراو; تاگەکان :; reklama; ultime notizie; i più letti; mais lidas;
        últimas notícias; terpopuler; berita terkini; terkait :
    """,
    "navigation": """
        الرئيسية; الصفحة الرئيسية; العودة إلى الرئيسية; تخطي إلى المحتوى +; انتقل إلى المحتوى +; القائمة;
        القائمة الرئيسية; بحث; البحث; ابحث; ابحث هنا; البحث عن; بحث عن; تسجيل الدخول; تسجيل دخول; دخول;
        السابق; التالي; الخبر السابق +; الخبر التالي +; المقال السابق +; المقال التالي +; السابق التالي;
        اتصل بنا; من نحن; سياسة الخصوصية; شروط الاستخدام; الشروط والأحكام; إغلاق; أعلى الصفحة;
        خريطة الموقع; اضغط هنا +; إضغط هنا +; انقر هنا +; صفحه اصلی; خانه; صفحه نخست; جستجو; درباره ما;
        تماس با ما; ورود; منو; سرورق; ہوم; صفحہ اول; تلاش; رابطہ
        home; menu; search; search for +; skip to (content|main content|main|navigation) +; next; previous;
        next previous; previous next; next (article|post|story) +; previous (article|post|story) +; login;
        log in; sign in; register; sign out; my account; contact us; contact; about us; about;
        privacy policy; privacy; terms (of use|of service|and conditions|& conditions); cookie policy;
        cookie settings; manage cookies; accept all +; accept cookies; back to top; close; click here +;
        sitemap; site map; advertise with us; news; go to +; accueil; rechercher; se connecter; connexion;
        mentions légales; contactez-nous; politique de confidentialité; article (suivant|précédent) +;
        retour en haut; fermer; startseite; suche; anmelden; impressum; datenschutz; datenschutzerklärung;
        kontakt; nach oben; menü; zum inhalt springen; schließen; inicio; buscar; iniciar sesión; contacto;
        aviso legal; política de privacidad; cerrar; ana sayfa; anasayfa; ara; giriş yap; iletişim;
        hakkımızda; künye; gizlilik politikası; kapat;
        صفحهٔ اصلی; صفحه نخست; رفتن به محتوا +; پرش به محتوا +; جستجو در سایت; پیوندها; ارتباط با ما;
        در باره ما; حریم خصوصی; قوانین و مقررات; بایگانی; آرشیف; آرشیو; نقشه سایت; خبر قبلی +; خبر بعدی +;
        مطلب قبلی +; مطلب بعدی +; ثبت نام; بازگشت به بالا; کور پاڼه; لومړی مخ; زموږ په اړه;
        موږ سره اړیکه +; لټون; پلټنه; مخکینی; راتلونکی; ہمارے بارے میں; ہم سے رابطہ +; رابطہ کریں;
        پچھلی خبر +; اگلی خبر +; لاگ ان; سەرەکی; پەڕەی سەرەکی; گەڕان; دەربارەی ئێمە; پەیوەندی;
        chi siamo; contatti; cerca; pesquisar; beranda; cari
    """,
    "copyright": """
        جميع الحقوق محفوظة +; كافة الحقوق محفوظة +; كل الحقوق محفوظة +; حقوق النشر محفوظة +;
        الحقوق محفوظة +; حقوق النشر © …; تمامی حقوق +; تمام حقوق +; کلیه حقوق +; جملہ حقوق +
        all rights reserved +; copyright …; tous droits réservés +; alle rechte vorbehalten +;
        todos los derechos reservados +; tüm hakları saklıdır +; her hakkı saklıdır +;
        حق نشر محفوظ +; حقوق این سایت +; همه حقوق +; ټول حقوق +; د چاپ حق +; تمام حقوق محفوظ +;
        هەموو مافێک پارێزراوە +; tutti i diritti riservati +; todos os direitos reservados +
    """,
    "caption": """
        صورة :; الصورة :; صور :; تصوير :; مصدر الصورة …; التعليق على الصورة …; صدر الصورة …; عکس :;
        منبع تصویر …; توضیح تصویر …; تصویر کا ذریعہ …; تصویر کا کیپشن …
        photo :; photos :; image :; image (caption|source|credit) …; photo (credit|by) …; picture :;
        photograph :; file photo +; crédit photo …; crédits :; photo d'illustration +; foto :; bild :;
        bildquelle …; fotos :; fotoğraf :; getty images +;
        عکاس :; تصویر :; تصویرگر :; عکس از :; انځور :; تصویر کریڈٹ :; وێنە :; bildunterschrift :;
        legende :; légende :; didascalia :; crédito :; foto credit +
    """,
}

#: Reason code -> phrases, in the order in which they are tried.
PHRASES: dict[str, tuple[str, ...]] = {
    reason: tuple(
        phrase for line in table.splitlines() for part in line.split(";") if (phrase := part.strip())
    )
    for reason, table in _TABLE.items()
}

#: Words of a notice of rights, wherever on a short line they stand.
RIGHTS = (
    "حقوق محفوظه",
    "الحقوق محفوظه",
    "حقوق محفوظ",
    "all rights reserved",
    "tous droits reserves",
    "alle rechte vorbehalten",
    "todos los derechos reservados",
    "tum haklari saklidir",
    "her hakki saklidir",
    "copyright ©",
    "©",
)
